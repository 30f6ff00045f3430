import type { Approach } from '@ride-hailing/contracts';
import { aDriverUpdate } from '@ride-hailing/testing';
import { wholeRideOfDocument } from '../src/approaches/whole-ride';
import { type CurrentRideAnswer, CurrentRideDto } from '../src/current-ride/current-ride.dto';
import type { ApproachWorld, Part } from './approach-world';

interface Check {
  readonly title: string;
  /** Rejects for an approach that breaks its promises. */
  readonly hold: (world: ApproachWorld, approach: Approach) => Promise<void>;
}

/** The checks of every approach against its own promises. Mutants run them too, and must fail. */
export const APPROACH_CONTRACT = {
  whole: {
    title: 'gives the ride with its details, in the shape of all approaches, and names its source',
    hold: async (world, approach) => {
      const driverId = world.newDriver();
      const ride = world.ride(driverId);
      await world.commitAndPublish(ride);
      const { status, body } = await world.read(approach, driverId);
      expect(status).toBe(200);
      expect(CurrentRideDto.schema.parse(body)).toEqual(body);
      expect(body).toMatchObject({ driverId, ...wholeRideOfDocument(ride) });
      expect(body.sources).toMatchObject({
        approach,
        ride: { version: 2, ageMs: expect.any(Number) as number },
        details: { version: 2, reason: null, cache: approach === 'hybrid' ? 'versioned' : null },
      });
      expect(body.sources.ride.ageMs).toBeLessThan(10_000);
    },
  },
  rideAlone: {
    title: 'gives the ride alone when details are not wanted',
    hold: async (world, approach) => {
      const driverId = world.newDriver();
      await world.commitAndPublish(world.ride(driverId));
      const { body } = await world.read(approach, driverId, '&details=false');
      expect(body).toMatchObject({ ride: { version: 2 }, details: null });
      expect(body.sources.details).toMatchObject({ from: 'not-asked', version: null });
    },
  },
  noRide: {
    title: 'tells a driver who is on no ride from an unknown one',
    hold: async (world, approach) => {
      const [ended, free, unknown] = [world.newDriver(), world.newDriver(), world.newDriver()];
      await world.commitAndPublish(world.ride(ended));
      await world.commitAndPublish(world.ride(ended, { status: 'COMPLETED', version: 3 }));
      await world.component.publishUpdates(aDriverUpdate({ driverId: free }));
      await world.component.allSettled();
      for (const driverId of [ended, free]) {
        const { status, body } = await world.read(approach, driverId);
        expect(status).toBe(200);
        expect(CurrentRideDto.schema.parse(body)).toEqual(body);
        expect(body).toMatchObject({ driverId, ride: null, details: null, sources: { approach } });
      }
      expect((await world.read(approach, unknown)).status).toBe(404);
    },
  },
  older: {
    title: 'shows a state that the owner has replaced only if it promises so, and never after the event',
    hold: async (world, approach) => {
      const driverId = world.newDriver();
      const next = { status: 'IN_PROGRESS', version: 3, notes: 'at the door' } as const;
      await world.commitAndPublish(world.ride(driverId));
      await world.read(approach, driverId);
      const started = world.ride(driverId, next);
      await world.owner.commit(started);
      const { mayBeOlderThanOwner } = world.promisesOf(approach);
      const before = await world.read(approach, driverId);
      expect(before.body.ride?.version).toBe(mayBeOlderThanOwner ? 2 : 3);
      await world.publish(started);
      const after = await world.read(approach, driverId);
      expect(after.body).toMatchObject({ ride: { version: 3 }, details: { notes: 'at the door' } });
    },
  },
  ended: {
    title: 'gives no rider of an ended ride once the owner has published its end',
    hold: async (world, approach) => {
      const driverId = world.newDriver();
      await world.commitAndPublish(world.ride(driverId));
      const ended = world.ride(driverId, { status: 'COMPLETED', version: 4 });
      await world.owner.commit(ended);
      const { mayBeOlderThanOwner, callsOwner } = world.promisesOf(approach);
      const before = await world.read(approach, driverId);
      if (!mayBeOlderThanOwner) expect(before.body.ride).toBeNull();
      // The copy still has the driver on the ride, but the owner refuses the details.
      if (callsOwner === 'on-a-miss' && before.body.sources.ride.from === 'local-copy') {
        expect(before.body).toMatchObject({ ride: { version: 2 }, details: null });
        expect(before.body.sources.details).toMatchObject({ from: 'unavailable', reason: 'not-yours' });
      }
      await world.publish(ended);
      const after = await world.read(approach, driverId);
      expect(after).toMatchObject({ status: 200, body: { ride: null, details: null } });
    },
  },
  redelivered: {
    title: 'keeps the newer version when an older one is published again',
    hold: async (world, approach) => {
      const driverId = world.newDriver();
      const assigned = world.ride(driverId);
      await world.commitAndPublish(assigned);
      await world.commitAndPublish(world.ride(driverId, { status: 'IN_PROGRESS', version: 3 }));
      await world.announce(assigned);
      const { body } = await world.read(approach, driverId);
      expect(body).toMatchObject({ ride: { status: 'IN_PROGRESS', version: 3 } });
      expect(body.sources.details.version).toBe(3);
    },
  },
  ownerCalls: {
    title: 'calls the owner as often as it promises, for a hit and for a miss',
    hold: async (world, approach) => {
      const { callsOwner } = world.promisesOf(approach);
      const [there, missing] = [world.newDriver(), world.newDriver()];
      await world.commitAndPublish(world.ride(there));
      await world.commitAndPublish(world.ride(missing), { cache: false });
      await world.read(approach, there);
      const read = async (driverId: string) =>
        expect((await world.read(approach, driverId)).status).toBe(200);
      expect(await world.ownerCalls(() => read(there))).toBe(callsOwner === 'always' ? 1 : 0);
      expect(await world.ownerCalls(() => read(missing))).toBe(callsOwner === 'never' ? 0 : 1);
    },
  },
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof APPROACH_CONTRACT;

/** The kind of an answer, in the terms of the promises. */
function kindOf(approach: Approach, status: number, body: CurrentRideAnswer): string {
  if (status === 503) return 'unavailable';
  if (status !== 200 || !body.ride) return `status ${status}, ride ${JSON.stringify(body.ride)}`;
  if (!body.details) return 'partial';
  const isFromOwner = approach !== 'sync-api' && body.sources.ride.from === 'ride-service';
  return isFromOwner ? 'whole-from-owner' : 'whole';
}

/** Checks an answer during an outage of a part, for a driver whose ride has not been read yet. */
export async function holdWithout(
  world: ApproachWorld,
  approach: Approach,
  part: Part,
  driverId: string,
): Promise<void> {
  const { status, body } = await world.read(approach, driverId);
  expect(kindOf(approach, status, body)).toBe(world.promisesOf(approach).without[part]);
  if (status === 503) expect(body).toMatchObject({ title: 'Service unavailable', status: 503 });
}
