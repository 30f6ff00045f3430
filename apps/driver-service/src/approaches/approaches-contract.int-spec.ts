import { type Approach, APPROACHES } from '@ride-hailing/contracts';
import { randomUUID } from 'node:crypto';
import { APPROACH_CONTRACT, type CheckName, holdWithout } from '../../test/approach-contract';
import { ApproachWorld, type Part } from '../../test/approach-world';
import { MUTANTS } from '../../test/mutant-approaches';
import { replaceProvider } from '../../test/replace-provider';
import { OwnersAnswer } from './owners-answer.service';

const CHECKS = Object.keys(APPROACH_CONTRACT) as CheckName[];
const PARTS: readonly Part[] = ['owner', 'ownersDatabase', 'broker', 'ownDatabase', 'sharedStore'];
const FAULTS = PARTS.flatMap((part) => (['cut', 'silent'] as const).map((how) => ({ part, how })));
/** The limit for an answer during every outage. */
const ANSWER_WITHIN_MS = 4_000;

jest.setTimeout(60_000);

describe('the approaches', () => {
  let world: ApproachWorld;

  beforeAll(async () => {
    world = await ApproachWorld.prepare();
  }, 90_000);

  afterAll(() => world.stop());

  describe('all on', () => {
    beforeAll(() => world.startService());
    afterAll(() => world.component.service.stop());

    describe.each(APPROACHES)('%s', (approach) => {
      it.each(CHECKS.map((check) => ({ check, title: APPROACH_CONTRACT[check].title })))(
        '$title',
        async ({ check }) => {
          await APPROACH_CONTRACT[check].hold(world, approach);
        },
      );
    });

    it("keeps riders' names and phone numbers only in the tables that the approaches declare", async () => {
      const marker = `Rider ${randomUUID()}`;
      const driverId = world.newDriver();
      await world.commitAndPublish(world.ride(driverId, { riderName: marker }));
      for (const approach of APPROACHES) expect((await world.read(approach, driverId)).status).toBe(200);
      const said = APPROACHES.flatMap((approach) => world.promisesOf(approach).personalDataHere);
      expect(await world.tablesWith(marker)).toEqual(said);
    });

    it('counts the answers of each approach, and the reads of each shared store', async () => {
      const driverId = world.newDriver();
      await world.commitAndPublish(world.ride(driverId), { cache: false });
      for (const approach of APPROACHES) await world.read(approach, driverId);
      await world.read('shared-files', world.newDriver());
      const { body } = await world.component.get<string>('/metrics');
      for (const approach of APPROACHES) {
        expect(body).toContain(`current_ride_answers_total{approach="${approach}",outcome="complete"}`);
      }
      for (const metric of [
        'current_ride_answers_total{approach="shared-files",outcome="unknown"}',
        'shared_store_reads_total{store="cache",outcome="miss"}',
        'shared_store_reads_total{store="files",outcome="hit"}',
        'messages_processed_total{durable="driver-service-ride-replica",outcome="applied"}',
        'grpc_client_call_duration_seconds_count{method="RideDetailsService/BatchGetCurrentRides",code="OK"}',
      ]) {
        expect(body).toContain(metric);
      }
    });

    it('sends an unreadable ride document to the dead letters, with the reason', async () => {
      await world.component.publish([{ subject: 'rides.document.broken', data: '{"rideId":' }]);
      await world.component.allSettled();
      expect(world.component.deadLetters).toEqual([
        { subject: 'rides.document.broken', reason: expect.stringContaining('event type') as string },
      ]);
    });

    it('accepts a caching choice with the approach hybrid only', async () => {
      const { status, body } = await world.read('sync-api', world.newDriver(), '&cache=none');
      expect(status).toBe(400);
      expect(body).toMatchObject({
        errors: [{ field: 'cache', message: expect.stringContaining('hybrid only') as string }],
      });
    });

    it('calls the owner once for all requests of one event-loop turn', async () => {
      const drivers = Array.from({ length: 10 }, () => world.newDriver());
      for (const driverId of drivers) await world.owner.commit(world.ride(driverId));
      const owner = world.component.service.app.get(OwnersAnswer);
      const calls = await world.ownerCalls(() =>
        Promise.all(drivers.map((driverId) => owner.of('sync-api', driverId, { details: true }))),
      );
      expect(calls).toBe(1);
    });

    describe.each(FAULTS)('during an outage of $part ($how)', ({ part, how }) => {
      it('lets each approach answer during an outage as it promises, in time', async () => {
        const drivers = new Map<Approach, string>();
        for (const approach of APPROACHES) {
          drivers.set(approach, world.newDriver());
          await world.commitAndPublish(world.ride(drivers.get(approach) ?? ''));
        }
        await world.without(part, how, async () => {
          const startedAt = performance.now();
          const held = await Promise.allSettled(
            APPROACHES.map((approach) => holdWithout(world, approach, part, drivers.get(approach) ?? '')),
          );
          const tookMs = performance.now() - startedAt;
          const broken = held.flatMap((each, index) =>
            each.status === 'rejected' ? [`${APPROACHES[index]}: ${each.reason}`] : [],
          );
          expect(broken).toEqual([]);
          expect(tookMs).toBeLessThan(ANSWER_WITHIN_MS);
        });
      });
    });
  });

  describe.each(MUTANTS)(
    'a mutant of $approach that $what',
    ({ approach, token, mutate, caughtBy, caughtWithout }) => {
      beforeAll(() => world.startService([approach], (module) => replaceProvider(module, token, mutate)));
      afterAll(() => world.component.service.stop());

      const whileAway = async (part: Part) => {
        const driverId = world.newDriver();
        await world.commitAndPublish(world.ride(driverId));
        await world.without(part, 'cut', () => holdWithout(world, approach, part, driverId));
      };

      it.each([
        ...caughtBy.map((check) => ({ check, hold: () => APPROACH_CONTRACT[check].hold(world, approach) })),
        ...caughtWithout.map((part) => ({ check: `without ${part}`, hold: () => whileAway(part) })),
      ])('catches each mutant of an approach by the check $check', async ({ hold }) => {
        await expect(hold()).rejects.toThrow(/expect/);
      });

      it.each(CHECKS.filter((check) => !caughtBy.includes(check)))(
        'lets each mutant of an approach pass the check %s',
        async (check) => {
          await APPROACH_CONTRACT[check].hold(world, approach);
        },
      );
    },
  );

  describe('hybrid alone', () => {
    beforeAll(() => world.startService([]));
    afterAll(() => world.component.service.stop());

    it('refuses approaches that are off, and says which are on', async () => {
      const driverId = world.newDriver();
      await world.commitAndPublish(world.ride(driverId));
      for (const approach of APPROACHES.slice(1)) {
        const { status, body } = await world.read(approach, driverId);
        expect(status).toBe(400);
        expect(body).toMatchObject({
          errors: [{ field: 'approach', message: 'is not on here; on are: hybrid' }],
        });
      }
      const { status, body } = await world.component.get(`/drivers/${driverId}/current-ride?approach=magic`);
      expect(status).toBe(400);
      expect(body).toMatchObject({
        errors: [{ field: 'approach', message: `must be one of: ${APPROACHES.join(', ')}` }],
      });
    });

    it('stores no personal data with hybrid alone, although whole rides are published', async () => {
      const marker = `Rider ${randomUUID()}`;
      const driverId = world.newDriver();
      await world.commitAndPublish(world.ride(driverId, { riderName: marker }));
      const { body } = await world.read('hybrid', driverId);
      expect(body.details?.riderName).toBe(marker);
      expect(await world.tablesWith(marker)).toEqual([]);
    });
  });
});
