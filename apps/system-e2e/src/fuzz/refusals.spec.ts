import { status } from '@grpc/grpc-js';
import { faultOfAnswer, faultOfCall } from './refusals';

describe('the check of a refusal over HTTP', () => {
  const input = { door: 'gateway', pieces: [Buffer.from('GET /')], statuses: [400], field: 'limit' } as const;
  const problem = { title: 'Invalid input', status: 400, detail: 'No.', errors: [{ field: 'limit' }] };
  const answer = (given: object = {}, body: object = problem) => ({
    ...{ status: 400, headers: { 'content-type': 'application/problem+json' }, tookMs: 1 },
    ...{ body: JSON.stringify(body), ...given },
  });

  it('accepts a problem with an allowed status that names the field', () => {
    expect(faultOfAnswer(input, answer())).toBeUndefined();
    expect(faultOfAnswer(input, answer({}, { ...problem, errors: [{ field: 'limit[0]' }] }))).toBeUndefined();
  });

  it.each([
    ['silence', 'silent' as const, 'no answer in time'],
    ['a closed connection', 'closed' as const, 'closed without an answer'],
    ['another status', answer({ status: 500 }), '500 instead of 400'],
    ['another type', answer({ headers: { 'content-type': 'text/html' } }), 'text/html instead of a problem'],
    ['no problem at all', answer({ body: '' }), 'says too little'],
    ['a problem without a detail', answer({}, { ...problem, detail: ' ' }), 'says too little'],
    ['another field', answer({}, { ...problem, errors: [{ field: 'after' }] }), 'does not name limit'],
  ])('reports %s', (_what, given, fault) => {
    expect(faultOfAnswer(input, given)).toContain(fault);
  });

  it('expects Allow with 405, and WWW-Authenticate with 401', () => {
    for (const [code, fault] of [
      [405, 'without Allow'],
      [401, 'without WWW-Authenticate'],
    ] as const) {
      expect(faultOfAnswer({ ...input, statuses: [code] }, answer({ status: code }))).toContain(fault);
    }
  });
});

describe('the check of a refusal over gRPC', () => {
  const call = { path: '/a.B/C', frames: Buffer.alloc(0) };
  const input = { door: 'gateway', call, codes: [status.INVALID_ARGUMENT], names: 'limit' } as const;
  const answer = { httpStatus: 200, code: 3, message: 'limit: must be 1', body: Buffer.alloc(0), end: '' };

  it.each([
    ['no status', { ...answer, code: undefined }, 'no status'],
    ['INTERNAL', { ...answer, code: 13 }, 'status 13'],
    ['no message', { ...answer, message: '' }, 'without a word'],
    ['another field', { ...answer, message: 'after: no' }, 'does not name limit'],
  ])('reports %s', (_what, given, fault) => {
    expect(faultOfCall(input, given)).toContain(fault);
    expect(faultOfCall(input, answer)).toBeUndefined();
  });
});
