import { status } from '@grpc/grpc-js';
import { RefusalReason } from '@ride-hailing/contracts';
import { uuidv7 } from 'uuidv7';
import { type Pair, type ParticipantAtHand, type StartParticipant, stateOf } from './participant-at-hand';
import { seededRandom } from './random';

type Phase = 'try' | 'confirm' | 'cancel';
const PHASES: readonly Phase[] = ['try', 'confirm', 'cancel'];
const CODE = { refused: { code: status.FAILED_PRECONDITION }, invalid: { code: status.INVALID_ARGUMENT } };
const RACES = 60;

/** All sequences of phases up to a length. */
function* sequences(length: number): Generator<Phase[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (const before of sequences(length - 1)) {
    yield before;
    if (before.length === length - 1) for (const phase of PHASES) yield [...before, phase];
  }
}

/** The contract of every participant for the phases of an assignment. */
export function participantContract(start: StartParticipant): void {
  const seed = Date.now() % 1_000_000;

  describe(`an assignment (seed ${seed})`, () => {
    let at: ParticipantAtHand;

    beforeAll(async () => {
      at = await start();
    });

    afterAll(() => at.stop());

    /** The outcome of a phase in one word. */
    const outcomeOf = async (phase: Phase, assignmentId: string, pair: Pair): Promise<string> => {
      try {
        if (phase !== 'try') {
          await at.client[phase](assignmentId);
          return 'done';
        }
        const result = await at.client.try(assignmentId, pair);
        return 'reason' in result ? result.reason : 'agreed';
      } catch (error) {
        if (Reflect.get(error as object, 'code') === status.FAILED_PRECONDITION) return 'refused';
        throw error;
      }
    };

    it('answers every sequence of up to four phases, repeats included, as the rules say', async () => {
      for (const sequence of sequences(4)) {
        const pair = await at.assignable();
        const assignmentId = uuidv7();
        let expected: 'none' | 'TRIED' | 'CONFIRMED' | 'CANCELLED' = 'none';
        for (const phase of sequence) {
          const outcome = await outcomeOf(phase, assignmentId, pair);
          const step = `${sequence.join(' ')}: ${phase} while ${expected} → ${outcome}`;
          if (phase === 'try') {
            if (expected === 'none') expected = 'TRIED';
            const want = expected === 'CANCELLED' ? RefusalReason.ASSIGNMENT_CANCELLED : 'agreed';
            expect(step).toMatch(new RegExp(`→ ${want}$`));
          } else {
            const wrong: string = phase === 'confirm' ? 'none CANCELLED' : 'CONFIRMED';
            const isAllowed: boolean = !wrong.split(' ').includes(expected);
            expect(step).toMatch(isAllowed ? /→ done$/ : /→ refused$/);
            if (isAllowed) expected = phase === 'confirm' ? 'CONFIRMED' : 'CANCELLED';
          }
        }
        const end = await stateOf(at, assignmentId);
        expect(end ?? 'none').toBe(expected);
        expect(await at.faultOf(end, pair)).toBeUndefined();
      }
    });

    it('ends in an allowed state whatever phases run at once, and never answers both confirmed and cancelled', async () => {
      const random = seededRandom(seed);
      const oneOf = () => PHASES[Math.floor(random() * PHASES.length)] ?? 'try';
      for (let race = 0; race < RACES; race += 1) {
        const pair = await at.assignable();
        const assignmentId = uuidv7();
        const phases = Array.from({ length: 2 + Math.floor(random() * 7) }, oneOf);
        const outcomes = await Promise.all(
          phases.map(async (phase) => `${phase} ${await outcomeOf(phase, assignmentId, pair)}`),
        );
        const end = await stateOf(at, assignmentId);
        expect(await at.faultOf(end, pair)).toBeUndefined();
        expect({ outcomes, isDone: outcomes.includes('confirm done') }).toMatchObject({
          isDone: end === 'CONFIRMED',
        });
        expect({ outcomes, isDone: outcomes.includes('cancel done') }).toMatchObject({
          isDone: end === 'CANCELLED',
        });
      }
    });

    it('needs the mark that Cancel leaves: without it a late Try would reserve forever', async () => {
      const pair = await at.assignable();
      const assignmentId = uuidv7();
      await at.client.cancel(assignmentId);
      await at.query(`DELETE FROM ${at.table} WHERE assignment_id = $1`, [assignmentId]);
      expect(await outcomeOf('try', assignmentId, pair)).toBe('agreed');
      expect(await stateOf(at, assignmentId)).toBe('TRIED');
    });

    it('refuses a driver who is reserved already, repeats that refusal, confirms nothing afterwards, and counts it', async () => {
      const [first, other] = [await at.assignable(), await at.assignable()];
      await at.client.try(uuidv7(), first);
      const assignmentId = uuidv7();
      const wanted = { rideId: other.rideId, driverId: first.driverId };
      const refused = await at.client.try(assignmentId, wanted);
      expect(refused).toMatchObject({ reason: RefusalReason.DRIVER_NOT_FREE });
      expect(await at.client.try(assignmentId, wanted)).toEqual(refused);
      await expect(at.client.confirm(assignmentId)).rejects.toMatchObject(CODE.refused);
      expect(await at.client.try(uuidv7(), other)).toEqual({ driverId: other.driverId });
      const metrics = await at.metrics();
      for (const labels of [
        'phase="try",outcome="agreed"',
        `phase="try",outcome="${RefusalReason.DRIVER_NOT_FREE}"`,
        'phase="confirm",outcome="rejected"',
        'phase="cancel",outcome="done"',
      ]) {
        expect(metrics).toContain(`assignment_phases_total{${labels}}`);
      }
    });

    it('refuses a repeated Try for another ride or driver', async () => {
      const [pair, other] = [await at.assignable(), await at.assignable()];
      const assignmentId = uuidv7();
      await at.client.try(assignmentId, pair);
      for (const changed of [
        { ...pair, driverId: other.driverId },
        { ...pair, rideId: other.rideId },
        { ...pair, rideId: uuidv7() },
      ]) {
        await expect(at.client.try(assignmentId, changed)).rejects.toMatchObject(CODE.invalid);
      }
    });

    it('gives a driver to one of twenty concurrent assignments, whose Confirm does not fail', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { driverId } = await at.assignable();
        const pairs = await Promise.all(Array.from({ length: 20 }, () => at.assignable()));
        const results = await Promise.all(pairs.map(({ rideId }) => at.client.assign(rideId, driverId)));
        expect(results.filter((result) => !('reason' in result))).toHaveLength(1);
        const states = `SELECT state, count(*)::int AS n FROM ${at.table} WHERE driver_id = $1 GROUP BY 1 ORDER BY 1`;
        expect(await at.query(states, [driverId])).toEqual([
          { state: 'CONFIRMED', n: 1 },
          { state: 'REFUSED', n: 19 },
        ]);
      }
    });

    it.each<[string, object, string]>([
      ['an assignment that is no UUID', { assignmentId: 'x' }, 'assignment_id: must be a UUID'],
      ['a ride that is no UUID', { rideId: 'x' }, 'ride_id: must be a UUID'],
      ['a bad driver id', { driverId: 'a.b' }, 'driver_id: must match'],
    ])('refuses %s, and leaves no mark', async (_what, given, message) => {
      const { assignmentId, ...wanted } = {
        assignmentId: uuidv7(),
        rideId: uuidv7(),
        driverId: 'd-1',
        ...given,
      };
      await expect(at.client.try(assignmentId, wanted)).rejects.toMatchObject({
        ...CODE.invalid,
        message: expect.stringContaining(message) as string,
      });
      const marks = `SELECT FROM ${at.table} WHERE assignment_id::text = $1 OR ride_id::text = $2`;
      expect(await at.query(marks, [assignmentId, wanted.rideId])).toEqual([]);
    });
  });
}
