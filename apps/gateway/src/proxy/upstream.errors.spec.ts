import { errors } from 'undici';
import { problemOfUpstream } from './upstream.errors';

const wrapped = (cause: unknown): Error => new Error('wrapped by the proxy library', { cause });
const withCode = (code: string): Error => Object.assign(new Error(code), { code });

describe('the answer for a service that gave none', () => {
  it.each([
    [503, withCode('ECONNREFUSED')],
    [503, wrapped(new errors.ConnectTimeoutError())],
    [504, wrapped(new DOMException('late', 'TimeoutError'))],
    [504, new errors.HeadersTimeoutError()],
    [502, wrapped(new errors.SocketError('other side closed'))],
    [502, withCode('ECONNRESET')],
    [502, 'not even an error'],
  ])('answers %i for %s', (status, error) => {
    expect(problemOfUpstream('ride-service', error)).toMatchObject({ status });
  });

  it('names the service and hides the rest', () => {
    const problem = problemOfUpstream('ride-service', withCode('ECONNREFUSED'));
    expect(problem.detail).toBe('ride-service cannot be reached.');
  });
});
