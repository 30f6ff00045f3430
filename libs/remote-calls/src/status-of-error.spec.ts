import { status } from '@grpc/grpc-js';
import { statusOfError } from './status-of-error';

const domainError = (httpStatus: number) =>
  Object.assign(new Error('inside'), { status: httpStatus, title: 'Title', detail: 'For the caller.' });

describe('statusOfError', () => {
  it.each([
    [400, status.INVALID_ARGUMENT],
    [403, status.PERMISSION_DENIED],
    [404, status.NOT_FOUND],
    [409, status.FAILED_PRECONDITION],
    [412, status.ABORTED],
    [503, status.UNAVAILABLE],
  ])('turns a domain error of status %i into code %i', (httpStatus, code) => {
    expect(statusOfError(domainError(httpStatus))).toEqual({ code, details: 'For the caller.' });
  });

  it.each([domainError(500), new Error('secret'), { status: 404, title: 't', detail: 'd' }, null])(
    'tells nothing of anything else',
    (error) => expect(statusOfError(error)).toBeUndefined(),
  );
});
