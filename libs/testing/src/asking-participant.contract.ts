import { AssignmentOutcome } from '@ride-hailing/contracts';
import { isDeepStrictEqual } from 'node:util';
import { uuidv7 } from 'uuidv7';
import { CoordinatorStandIn } from './coordinator.stand-in';
import { eventually } from './eventually';
import { type ParticipantAtHand, type StartParticipant, stateOf } from './participant-at-hand';

const PATIENTLY = { timeoutMs: 30_000 };

/** The contract of every participant for assignments that wait long: it asks the coordinator and follows its answer. */
export function askingParticipantContract(start: StartParticipant): void {
  describe('an assignment that has waited for long', () => {
    const coordinator = new CoordinatorStandIn();
    let at: ParticipantAtHand;

    beforeAll(async () => {
      at = await start({ url: await coordinator.start(), askAfterMs: 300 });
    });

    afterAll(async () => {
      await at.stop();
      coordinator.stop();
    });

    const tried = async (outcome?: AssignmentOutcome) => {
      const pair = await at.assignable();
      const assignmentId = uuidv7();
      if (outcome) coordinator.outcomes.set(assignmentId, outcome);
      expect(await at.client.try(assignmentId, pair)).toEqual({ driverId: pair.driverId });
      return { assignmentId, pair };
    };
    const isNow = (assignmentId: string, state: string, options = {}) =>
      eventually(async () => (await stateOf(at, assignmentId)) === state, options);
    const timesAsked = (assignmentId: string): number =>
      coordinator.asked.filter((asked) => asked === assignmentId).length;

    it('ends a waiting assignment as the coordinator has decided', async () => {
      const confirmed = await tried(AssignmentOutcome.CONFIRMED);
      const cancelled = await tried(AssignmentOutcome.CANCELLED);
      await isNow(confirmed.assignmentId, 'CONFIRMED');
      await isNow(cancelled.assignmentId, 'CANCELLED');
      expect(await at.faultOf('CONFIRMED', confirmed.pair)).toBeUndefined();
      expect(await at.faultOf('CANCELLED', cancelled.pair)).toBeUndefined();
      expect(await at.client.assign(cancelled.pair.rideId, cancelled.pair.driverId)).toEqual({
        driverId: cancelled.pair.driverId,
      });
    });

    it('keeps an assignment while the coordinator has not decided or does not know it, and shows this in metrics', async () => {
      const undecided = await tried(AssignmentOutcome.UNDECIDED);
      const unknown = await tried();
      await eventually(() => [undecided, unknown].every(({ assignmentId }) => timesAsked(assignmentId) > 1));
      for (const { assignmentId } of [undecided, unknown])
        expect(await stateOf(at, assignmentId)).toBe('TRIED');
      await at.sweep();
      const metrics = await at.metrics();
      for (const shown of [
        /^assignment_questions_total\{[^}]*outcome="ASSIGNMENT_OUTCOME_UNKNOWN"[^}]*\} [1-9]/m,
        new RegExp(`^${at.liveMetric}\\{[^}]*state="TRIED"[^}]*\\} 2$`, 'm'),
        /^participant_oldest_tried_age_seconds(\{[^}]*\})? (?!0$)/m,
        /^grpc_client_call_duration_seconds_count\{[^}]*method="CoordinatorService\/GetAssignmentOutcome",code="OK"[^}]*\} [1-9]/m,
      ]) {
        expect(metrics).toMatch(shown);
      }
      for (const { assignmentId } of [undecided, unknown]) await at.client.cancel(assignmentId);
    });

    it('keeps an assignment during an outage of the coordinator, shows the outage in logs and metrics, and asks again afterwards', async () => {
      coordinator.stop();
      const { assignmentId } = await tried(AssignmentOutcome.CONFIRMED);
      await eventually(async () => {
        const sql = `SELECT asked_at IS NOT NULL AS asked FROM ${at.table} WHERE assignment_id = $1`;
        return (await at.query<{ asked: boolean }>(sql, [assignmentId]))[0]?.asked === true;
      });
      const opened = { msg: 'The breaker opened', target: 'coordinator', because: 'failures' };
      await eventually(() => at.warnings().some((line) => isDeepStrictEqual(line, opened)), PATIENTLY);
      expect(await at.metrics()).toMatch(
        /^remote_call_breaker_state\{[^}]*target="coordinator",state="open"[^}]*\} 1$/m,
      );
      expect(await stateOf(at, assignmentId)).toBe('TRIED');
      await coordinator.start();
      await isNow(assignmentId, 'CONFIRMED', PATIENTLY);
    });

    it('never deletes a waiting assignment, as it does old marks', async () => {
      const { assignmentId } = await tried(AssignmentOutcome.UNDECIDED);
      const mark = uuidv7();
      await at.client.cancel(mark);
      await at.query(
        `UPDATE ${at.table} SET changed_at = now() - interval '8 days', tried_at = now() - interval '8 days'
         WHERE assignment_id = ANY ($1)`,
        [[assignmentId, mark]],
      );
      await at.sweep();
      expect([await stateOf(at, assignmentId), await stateOf(at, mark)]).toEqual(['TRIED', undefined]);
      await at.client.cancel(assignmentId);
    });
  });
}
