import { Metadata, type ServerUnaryCall, status } from '@grpc/grpc-js';
import { CurrentRidesController } from './current-rides/current-rides.controller';
import { RideDetailsController } from './ride-details/ride-details.controller';
import { RideEssentialsController } from './ride-essentials/ride-essentials.controller';
import { RideHoldsController } from './ride-holds/ride-holds.controller';

const UUID = '019ab3c2-7d00-7000-8000-000000000001';
const RANGE = { after: '', until: '', limit: 10 };

/** Stands for whatever a controller works with, and notes what is begun. */
const watched = <T>(begun: string[]): T =>
  new Proxy({}, { get: (_, method) => () => void begun.push(String(method)) }) as T;

type Handler = (request: never, metadata: Metadata, call: never) => Promise<unknown>;

const handlersOf = (
  begun: string[],
): Record<string, [controller: object, handler: Handler, request: object]> => {
  const details = new RideDetailsController(watched(begun));
  const current = new CurrentRidesController(watched(begun));
  const essentials = new RideEssentialsController(watched(begun));
  const holds = new RideHoldsController(watched(begun), watched(begun));
  const wanted = { assignmentId: UUID, rideId: UUID, driverId: 'd-1', near: undefined };
  const lookups = [{ rideId: UUID, driverId: 'd-1', minVersion: 0 }];
  return {
    batchGetRides: [details, details.batchGetRides, { lookups }],
    batchGetCurrentRides: [current, current.batchGetCurrentRides, { driverIds: ['d-1'] }],
    listRideEssentials: [essentials, essentials.list, RANGE],
    digestRideEssentials: [essentials, essentials.digest, RANGE],
    tryAssignment: [holds, holds.try, wanted],
    confirmAssignment: [holds, holds.confirm, { assignmentId: UUID }],
    cancelAssignment: [holds, holds.cancel, { assignmentId: UUID }],
  };
};

type Call = Pick<ServerUnaryCall<unknown, unknown>, 'cancelled' | 'getDeadline' | 'metadata'>;

const LATE: [why: string, call: Call, code: status][] = [
  [
    'whose deadline has passed',
    { cancelled: false, getDeadline: () => Date.now() - 1, metadata: new Metadata() },
    status.DEADLINE_EXCEEDED,
  ],
  [
    'that was cancelled',
    { cancelled: true, getDeadline: () => Infinity, metadata: new Metadata() },
    status.CANCELLED,
  ],
];

describe.each(Object.keys(handlersOf([])))('the work of %s', (name) => {
  it.each(LATE)('is not begun for a call %s', async (_why, call, code) => {
    const begun: string[] = [];
    const [controller, handler, request] = handlersOf(begun)[name] ?? [];
    const done = (async () => handler?.call(controller, request as never, new Metadata(), call as never))();
    await expect(done).rejects.toMatchObject({ error: { code } });
    expect(begun).toEqual([]);
  });
});
