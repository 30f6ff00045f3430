import { status } from '@grpc/grpc-js';
import { statusOfError } from './status-of-error';

const domainError = (httpStatus: number) =>
  Object.assign(new Error('inside'), { status: httpStatus, title: 'Title', detail: 'For the caller.' });

describe('statusOfError', () => {
  it.each([
    [400, status.INVALID_ARGUMENT],
    [401, status.UNAUTHENTICATED],
    [403, status.PERMISSION_DENIED],
    [404, status.NOT_FOUND],
    [409, status.FAILED_PRECONDITION],
    [412, status.ABORTED],
    [422, status.INVALID_ARGUMENT],
    [428, status.FAILED_PRECONDITION],
    [429, status.RESOURCE_EXHAUSTED],
    [502, status.UNAVAILABLE],
    [503, status.UNAVAILABLE],
    [504, status.DEADLINE_EXCEEDED],
  ])('turns a domain error of status %i into code %i', (httpStatus, code) => {
    expect(statusOfError(domainError(httpStatus))).toEqual({ code, details: 'For the caller.' });
  });

  it.each([domainError(500), new Error('secret'), { status: 404, title: 't', detail: 'd' }, null])(
    'reveals nothing of any other error',
    (error) => expect(statusOfError(error)).toBeUndefined(),
  );
});
