import { Metadata, type ServerUnaryCall, status } from '@grpc/grpc-js';
import { RideDetailsController } from './ride-details/ride-details.controller';
import { RideEssentialsController } from './ride-essentials/ride-essentials.controller';

const UUID = '019ab3c2-7d00-7000-8000-000000000001';
const RANGE = { after: '', until: '', limit: 10 };

/** Stands in for a controller's dependencies, and records the methods that are called. */
const watched = <T>(begun: string[]): T =>
  new Proxy({}, { get: (_, method) => () => void begun.push(String(method)) }) as T;

type Work = (call: never) => Promise<unknown>;

function workOf(begun: string[]): Record<string, Work> {
  const metadata = new Metadata();
  const details = new RideDetailsController(watched(begun), watched(begun));
  const essentials = new RideEssentialsController(watched(begun));
  const lookups = [{ rideId: UUID, driverId: 'd-1', minVersion: 0 }];
  return {
    batchGetRides: (call) => details.batchGetRides({ lookups }, metadata, call),
    batchGetCurrentRides: (call) =>
      details.batchGetCurrentRides({ driverIds: ['d-1'], rideIds: [UUID] }, metadata, call),
    listRideEssentials: (call) => essentials.list(RANGE, metadata, call),
    digestRideEssentials: (call) => essentials.digest(RANGE, metadata, call),
  };
}

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

describe.each(Object.keys(workOf([])))('the work of %s', (name) => {
  it.each(LATE)('begins no work for a call %s', async (_why, call, code) => {
    const begun: string[] = [];
    await expect(workOf(begun)[name]?.(call as never)).rejects.toMatchObject({ error: { code } });
    expect(begun).toEqual([]);
  });
});
