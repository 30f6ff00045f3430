import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from '@ride-hailing/service-kit';
import { RideDto } from './ride.dto';

const REASONS = {
  400: 'The input is not valid; `errors` has a message per field',
  404: 'There is no such ride',
  409: 'The ride is not in a state that allows it, or the driver is on another ride',
  412: 'The ride has another version than If-Match says',
  415: 'The body is not JSON in UTF-8, or it has a content coding',
  422: 'The Idempotency-Key was used before, with another request',
  503: 'The database cannot be reached in time; try again later',
} as const;

const ETAG = {
  ETag: {
    description:
      'Id and version of the ride, as `"<id>.<version>"` with its quotes. `If-Match` takes it, and so does ' +
      '`If-Version-At-Least` of Driver Service',
    schema: { type: 'string' as const },
  },
};

const REQUEST_HEADERS = [
  { name: 'x-request-id', required: false, description: 'Sent back, and in every log line; made if missing' },
  { name: 'traceparent', required: false, description: 'W3C trace context; goes on into the event' },
];

/** Documents the problem answers, and the headers that every request may have. */
export const ApiRideProblems = (...statuses: (keyof typeof REASONS)[]) =>
  applyDecorators(
    ...REQUEST_HEADERS.map((header) => ApiHeader(header)),
    ApiProblems(Object.fromEntries([...statuses, 503 as const].map((status) => [status, REASONS[status]]))),
  );

export const ApiRide = (status: number, description: string) =>
  ApiResponse({ status, description, type: RideDto, headers: ETAG });

const IF_MATCH = {
  name: 'if-match',
  required: false,
  description:
    'ETag of the ride as the caller knows it, or its version in quotes, such as `"3"`: the change is made to that ' +
    'version only',
};

/** A command that changes a ride. */
export const ApiRideChange = (summary: string, description: string) =>
  applyDecorators(
    ApiRideProblems(400, 404, 409, 412, 415),
    ApiRide(200, 'The ride after the change'),
    ApiHeader(IF_MATCH),
    ApiOperation({ summary, description }),
    HttpCode(200),
  );
