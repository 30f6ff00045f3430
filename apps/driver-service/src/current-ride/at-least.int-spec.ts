import {
  type Approach,
  approachFacts,
  APPROACHES,
  type RideDocument,
  versionTag,
} from '@ride-hailing/contracts';
import { sumOf } from '@ride-hailing/testing';
import { ApproachWorld } from '../../test/approach-world';
import { cachingChoices } from '../ride-details/caching-choice';

jest.setTimeout(60_000);

/** The limit for an answer while the owner is away. */
const ANSWER_WITHIN_MS = 4_000;

interface Variant {
  readonly title: string;
  readonly approach: Approach;
  readonly query: string;
}

const VARIANTS: readonly Variant[] = [
  ...cachingChoices().map((cache): Variant => {
    return { title: `hybrid, ${cache}`, approach: 'hybrid', query: `approach=hybrid&cache=${cache}` };
  }),
  ...APPROACHES.filter((approach) => approach !== 'hybrid').map((approach): Variant => {
    return { title: approach, approach, query: `approach=${approach}` };
  }),
];
const HOLDS_ENDED_RIDES: readonly Approach[] = ['hybrid', 'event-replication'];
const STARTED = { status: 'IN_PROGRESS', version: 3, notes: 'at the door' } as const;
const ENDED = { status: 'COMPLETED', version: 4 } as const;

describe('a read with If-Version-At-Least', () => {
  let world: ApproachWorld;

  beforeAll(async () => {
    world = await ApproachWorld.prepare();
    await world.startService(APPROACHES, undefined, { allowChoicePerRequest: 'true', cacheTtlMs: 60_000 });
  }, 90_000);

  afterAll(() => world.stop());

  /** A driver on a ride that was published, and read by this variant so that its cache has it. */
  const onARide = async ({ query }: Variant): Promise<string> => {
    const driverId = world.newDriver();
    await world.commitAndPublish(world.ride(driverId));
    const { status } = await world.component.get(`/drivers/${driverId}/current-ride?${query}`);
    expect(status).toBe(200);
    return driverId;
  };
  /** The owner has a change that nobody else has heard of. */
  const change = async (driverId: string, given: Partial<RideDocument>): Promise<RideDocument> => {
    const changed = world.ride(driverId, given);
    await world.owner.commit(changed);
    return changed;
  };
  const plain = ({ query }: Variant, driverId: string) =>
    world.component.get<{ ride: { version: number } | null }>(`/drivers/${driverId}/current-ride?${query}`);
  const read = ({ query }: Variant, driverId: string, ride: RideDocument) =>
    world.readAtLeast(query, driverId, versionTag(ride));

  describe.each(VARIANTS)('$title', (variant) => {
    const { approach, query } = variant;
    const origin = approachFacts(approach).origin;
    const mayBeOlder = approach !== 'sync-api' && approach !== 'database-view';

    it('shows the caller its own write before it was published, and without the header does not', async () => {
      const driverId = await onARide(variant);
      const started = await change(driverId, STARTED);
      expect((await plain(variant, driverId)).body.ride?.version).toBe(mayBeOlder ? 2 : 3);
      const { status, body } = await read(variant, driverId, started);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        ride: { status: 'IN_PROGRESS', version: 3 },
        details: { notes: 'at the door' },
      });
      const from = mayBeOlder ? 'ride-service' : origin;
      expect(body.sources).toMatchObject({
        approach,
        ride: { from, version: 3 },
        details: { from, version: 3 },
      });
    });

    it('answers from its own store once that is as new, with details that are not older either', async () => {
      const driverId = await onARide(variant);
      const started = await change(driverId, STARTED);
      await world.publish(started);
      const { body } = await read(variant, driverId, started);
      expect(body).toMatchObject({ ride: { version: 3 }, details: { notes: 'at the door' } });
      expect(body.sources).toMatchObject({
        approach,
        ride: { from: origin, version: 3 },
        details: { version: 3 },
      });
      const older = await read(variant, driverId, { ...started, version: 2 });
      expect(older.body.sources.ride).toMatchObject({ from: origin, version: 3 });
    });

    it('has seen the end of a ride that the caller has ended, before and after it was published', async () => {
      const driverId = await onARide(variant);
      const ended = await change(driverId, ENDED);
      const before = await read(variant, driverId, ended);
      expect(before).toMatchObject({ status: 200, body: { ride: null, details: null } });
      expect(before.body.sources.ride.from).toBe('ride-service');
      await world.publish(ended);
      const calls = await world.ownerCalls(async () => {
        const after = await read(variant, driverId, ended);
        const isOwn = HOLDS_ENDED_RIDES.includes(approach);
        expect(after).toMatchObject({ status: 200, body: { ride: null } });
        expect(after.body.sources.ride.from).toBe(isOwn ? origin : 'ride-service');
      });
      expect(calls).toBe(HOLDS_ENDED_RIDES.includes(approach) ? 0 : 1);
    });

    it('takes the ride of another driver for a dispatcher, and hides it from a driver', async () => {
      const [driverId, other] = [await onARide(variant), await onARide(variant)];
      const started = await change(other, STARTED);
      const { status, body } = await read(variant, driverId, started);
      expect(status).toBe(200);
      expect(body).toMatchObject({ ride: { id: `ride-of-${driverId}`, version: 2 } });
      const hidden = await world.readAtLeast(query, driverId, versionTag(started), { as: driverId });
      expect(hidden.status).toBe(412);
      expect(hidden.body.detail).toContain('has no such ride');
      const own = await world.readAtLeast(query, driverId, `"ride-of-${driverId}.2"`, { as: driverId });
      expect(own.status).toBe(200);
    });

    it('refuses a version that the owner does not have, with one call', async () => {
      const driverId = await onARide(variant);
      for (const [tag, has] of [
        [`"ride-of-${driverId}.9"`, 'version 2'],
        ['"ride-of-nobody.1"', 'no such ride'],
      ] as const) {
        const calls = await world.ownerCalls(async () => {
          const { status, body } = await world.readAtLeast(query, driverId, tag);
          expect([status, body.detail]).toEqual([412, expect.stringContaining(`Ride Service has ${has}`)]);
        });
        expect(calls).toBe(1);
      }
    });

    it('answers 404 for a driver whom nobody knows', async () => {
      const ride = world.ride(await onARide(variant));
      expect((await read(variant, world.newDriver(), { ...ride, version: 2 })).status).toBe(404);
    });

    it.each([
      ['"3"', 'a version without its ride'],
      ['W/"ride-1.3"', 'a weak tag'],
      ['', 'nothing'],
    ])('refuses %s: %s', async (tag) => {
      const { status, body } = await world.readAtLeast(query, 'driver-1', tag);
      expect(status).toBe(400);
      expect(body.errors).toMatchObject([{ field: 'If-Version-At-Least' }]);
    });
  });

  it('takes the ETag without its quotes too', async () => {
    const driverId = world.newDriver();
    await world.commitAndPublish(world.ride(driverId));
    const { body } = await world.readAtLeast('', driverId, `ride-of-${driverId}.2`);
    expect(body.sources.ride.from).toBe('local-copy');
  });

  it('refuses a caching choice that goes with another approach, or none', async () => {
    const { status } = await world.readAtLeast('approach=sync-api&cache=ttl', 'driver-1', '"ride-1.1"');
    expect(status).toBe(400);
  });

  describe.each(['cut', 'silent'] as const)('while the owner is away (%s)', (how) => {
    it('answers from what is new enough, and never from anything else, in time', async () => {
      const drivers = new Map<Variant, { readonly behind: string; readonly seen: string }>();
      for (const variant of VARIANTS) {
        const [behind, seen] = [await onARide(variant), await onARide(variant)];
        await change(behind, STARTED);
        await world.publish(await change(seen, STARTED));
        drivers.set(variant, { behind, seen });
      }
      await world.without('owner', how, async () => {
        const startedAt = performance.now();
        await Promise.all(
          [...drivers].map(async ([variant, { behind, seen }]) => {
            const { approach } = variant;
            const ofBehind = await read(variant, behind, world.ride(behind, STARTED));
            const ofSeen = await read(variant, seen, world.ride(seen, STARTED));
            const statuses = [approach, ofBehind.status, ofSeen.status];
            // The view is the owner's own state, and its database is up.
            if (approach === 'database-view') return expect(statuses).toEqual([approach, 200, 200]);
            expect(statuses).toEqual([approach, 503, approach === 'sync-api' ? 503 : 200]);
            expect(ofBehind.body.detail).toContain(`Version 3 of ride ride-of-${behind}`);
            expect(ofBehind.body.detail).toContain('Ride Service gave no answer');
            if (approach === 'sync-api') return undefined;
            expect(ofBehind.body.detail).toContain(`The store of ${approach} has version 2.`);
            expect(ofSeen.body.ride?.version).toBe(3);
            // The caches hold version 2: no caching choice gives that.
            if (approach === 'hybrid') expect(ofSeen.body.details).toBeNull();
            else expect(ofSeen.body.details?.notes).toBe('at the door');
          }),
        );
        expect(performance.now() - startedAt).toBeLessThan(2 * ANSWER_WITHIN_MS);
      });
    });
  });

  it('goes to the owner while its own database is away', async () => {
    const driverId = world.newDriver();
    const ride = world.ride(driverId);
    await world.commitAndPublish(ride);
    await world.without('ownDatabase', 'cut', async () => {
      for (const approach of HOLDS_ENDED_RIDES) {
        const { status, body } = await world.readAtLeast(`approach=${approach}`, driverId, versionTag(ride));
        expect([status, body.sources.ride.from]).toEqual([200, 'ride-service']);
      }
    });
  });

  it('costs one look-up more with the header when the own store answers, and nothing without it', async () => {
    const driverId = world.newDriver();
    await world.commitAndPublish(world.ride(driverId));
    const query = jest.spyOn(world.component.database.pool, 'query');
    const lookUps = async (work: Promise<unknown>) => {
      query.mockClear();
      await work;
      const names = query.mock.calls.map(([statement]) => (statement as unknown as { name?: string }).name);
      return names.filter((name) => name === 'find-held-version' || name === 'read-essentials-of-drivers');
    };
    try {
      const plainRead = await lookUps(world.read('hybrid', driverId));
      expect(plainRead).toEqual(['read-essentials-of-drivers']);
      const ownRead = await lookUps(world.readAtLeast('', driverId, `"ride-of-${driverId}.2"`));
      expect(ownRead).toEqual(['find-held-version', 'read-essentials-of-drivers']);
    } finally {
      query.mockRestore();
    }
  });

  it('counts what answered, and nothing without the header', async () => {
    const driverId = world.newDriver();
    await world.commitAndPublish(world.ride(driverId));
    const count = async (outcome: string) => {
      const { body } = await world.component.get<string>('/metrics');
      return sumOf(body, 'current_ride_at_least_total', `approach="hybrid",outcome="${outcome}"`);
    };
    const added = async (outcome: string, work: () => Promise<unknown>) => {
      const before = await count(outcome);
      await work();
      return (await count(outcome)) - before;
    };
    const ask = (version: number) => () =>
      world.readAtLeast('', driverId, `"ride-of-${driverId}.${version}"`);
    expect(await added('own-store', () => world.read('hybrid', driverId))).toBe(0);
    expect(await added('own-store', ask(2))).toBe(1);
    expect(await added('no-such-version', ask(9))).toBe(1);
    await world.owner.commit(world.ride(driverId, STARTED));
    expect(await added('owner', ask(3))).toBe(1);
    world.component.rideService.mood = 'refusing';
    expect(await added('unavailable', ask(9))).toBe(1);
    world.component.rideService.mood = 'well';
  });
});
