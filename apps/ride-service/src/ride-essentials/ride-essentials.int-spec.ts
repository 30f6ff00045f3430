import { status } from '@grpc/grpc-js';
import {
  type ListRideEssentialsRequest,
  type RideChanged,
  rideDigest,
  RideEssentialsServiceClient,
  rideFromEssentials,
} from '@ride-hailing/contracts';
import { callUnary, createClient } from '@ride-hailing/remote-calls';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { RunningRideService } from '../../test/running-ride-service';

jest.setTimeout(60_000);

describe('the essentials of all rides', () => {
  let rides: RunningRideService;
  let client: InstanceType<typeof RideEssentialsServiceClient>;

  beforeAll(async () => {
    rides = await RunningRideService.start(integrationInfrastructure());
    client = createClient(RideEssentialsServiceClient, rides.grpcUrl);
  });

  afterAll(async () => {
    client.close();
    await rides.stop();
  });

  const options = (method: string) => ({ method, deadlineMs: 5_000 });
  const list = (given: Partial<ListRideEssentialsRequest> = {}) =>
    callUnary(
      client.listRideEssentials.bind(client),
      { after: '', until: '', limit: 1_000, ...given },
      options('list'),
    );
  const digest = (given: Partial<ListRideEssentialsRequest> = {}) =>
    callUnary(
      client.digestRideEssentials.bind(client),
      { after: '', until: '', limit: 10_000, ...given },
      options('digest'),
    );
  const listed = async (given: Partial<ListRideEssentialsRequest> = {}): Promise<RideChanged[]> =>
    (await list(given)).rides.map((ride) => rideFromEssentials(ride) as RideChanged);

  it('lists and digests nothing while there are no rides', async () => {
    expect(await list()).toEqual({ rides: [], more: false });
    expect(await digest()).toEqual({ count: 0, maxVersion: 0, hash: '0', lastRideId: '', more: false });
  });

  describe('of some rides', () => {
    let ids: string[];

    beforeAll(async () => {
      for (let at = 0; at < 5; at += 1) await rides.assignedRide(`essential-${at}`);
      await rides.requestedRide();
      ids = (await listed()).map(({ rideId }) => rideId);
    });

    it('lists each ride exactly as its last event describes it', async () => {
      const all = await listed();
      expect(all).toHaveLength(6);
      for (const ride of all) {
        const events = await rides.eventsOf(ride.rideId);
        expect(ride).toEqual(events.at(-1)?.data);
      }
    });

    it('lists rides page by page, in the order of ids, within a range', async () => {
      expect(ids).toEqual([...ids].sort());
      const first = await list({ limit: 4 });
      expect([first.rides.map(({ rideId }) => rideId), first.more]).toEqual([ids.slice(0, 4), true]);
      const second = await list({ limit: 4, after: ids[3] });
      expect([second.rides.map(({ rideId }) => rideId), second.more]).toEqual([ids.slice(4), false]);
      const within = await listed({ after: ids[1], until: ids[3] });
      expect(within.map(({ rideId }) => rideId)).toEqual(ids.slice(2, 4));
    });

    it('gives the digest that the contract defines, for any range', async () => {
      const all = await listed();
      expect(await digest()).toEqual({ ...rideDigest(all), lastRideId: ids[5], more: false });
      expect(await digest({ after: ids[0], limit: 3 })).toEqual({
        ...rideDigest(all.slice(1, 4)),
        lastRideId: ids[3],
        more: true,
      });
      expect(await digest({ after: ids[3], until: ids[5], limit: 2 })).toMatchObject({
        count: 2,
        more: false,
      });
    });
  });

  it.each([
    ['list', { limit: 0 }],
    ['list', { limit: 1_001 }],
    ['list', { after: 'x' }],
    ['digest', { limit: 10_001 }],
    ['digest', { until: 'x' }],
  ])('refuses a %s of %j', async (method, given) => {
    const call = method === 'list' ? list(given) : digest(given);
    await expect(call).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});
