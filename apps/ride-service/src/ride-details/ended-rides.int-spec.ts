import {
  BatchGetCurrentRidesRequest,
  BatchGetRidesRequest,
  RideDetailsServiceClient,
} from '@ride-hailing/contracts';
import { callUnary, createClient } from '@ride-hailing/remote-calls';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { RunningRideService } from '../../test/running-ride-service';
import type { RidePageDto } from '../rides/ride.dto';

jest.setTimeout(60_000);

const DEADLINE_MS = 5_000;
/** Part of the details that only the driver on the ride may read. */
const RIDER = 'A. Rider';

describe('a ride that its driver is not on any more', () => {
  let rides: RunningRideService;
  let client: InstanceType<typeof RideDetailsServiceClient>;

  beforeAll(async () => {
    rides = await RunningRideService.start(integrationInfrastructure());
    client = createClient(RideDetailsServiceClient, rides.grpcUrl);
  });

  afterAll(async () => {
    client.close();
    await rides.stop();
  });

  const act = (rideId: string, action: string) => rides.call('POST', `/rides/${rideId}/${action}`);

  const ENDS: Record<string, (rideId: string) => Promise<unknown>> = {
    completed: async (rideId) => {
      await act(rideId, 'start');
      await act(rideId, 'complete');
    },
    cancelled: (rideId) => act(rideId, 'cancel'),
    'given to another driver': (rideId) =>
      rides.sql.query("UPDATE rides SET driver_id = 'd-next', version = version + 1 WHERE id = $1", [rideId]),
  };

  /** Every way to read a ride for a driver, with its answer. */
  const doors = async (rideId: string, driverId: string) => {
    const lookups = [0, 1, 2, 3, 99].map((minVersion) => ({ rideId, driverId, minVersion }));
    const headers = await rides.tokens.headers('driver', driverId);
    const details = await callUnary(
      client.batchGetRides.bind(client),
      BatchGetRidesRequest.fromPartial({ lookups }),
      { method: 'BatchGetRides', deadlineMs: DEADLINE_MS },
    );
    const current = await callUnary(
      client.batchGetCurrentRides.bind(client),
      BatchGetCurrentRidesRequest.fromPartial({ driverIds: [driverId] }),
      { method: 'BatchGetCurrentRides', deadlineMs: DEADLINE_MS },
    );
    const view = await rides.sql.query('SELECT * FROM published.current_rides WHERE driver_id = $1', [
      driverId,
    ]);
    const list = await rides.call<RidePageDto>('GET', '/rides?limit=100', undefined, headers);
    const one = await rides.call<Record<string, unknown>>('GET', `/rides/${rideId}`, undefined, headers);
    return {
      details: details.results,
      current: current.results,
      view: view.rows,
      list: list.body.rides,
      one,
    };
  };

  it.each(Object.keys(ENDS))(
    'every way to read a ride withholds it from its driver once it was %s',
    async (end) => {
      const driverId = `d-${end.replaceAll(' ', '-')}`;
      const { id } = await rides.assignedRide(driverId);
      const before = await doors(id, driverId);
      for (const shown of Object.values(before)) expect(JSON.stringify(shown)).toContain(RIDER);
      await ENDS[end]?.(id);
      const after = await doors(id, driverId);
      expect(after.details.map(({ outcome }) => outcome)).toEqual(
        after.details.map(() => ({ $case: 'notYours', value: {} })),
      );
      expect(after).toMatchObject({
        current: [{ ride: undefined }],
        view: [],
        list: [],
        one: { status: 404 },
      });
      expect(JSON.stringify(after)).not.toContain(RIDER);
    },
  );
});
