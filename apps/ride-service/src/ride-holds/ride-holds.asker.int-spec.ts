import { AssignmentOutcome } from '@ride-hailing/contracts';
import { ParticipantSweep } from '@ride-hailing/participant';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { CoordinatorStandIn, eventually } from '@ride-hailing/testing';
import { uuidv7 } from 'uuidv7';
import { RunningRideService } from '../../test/running-ride-service';

jest.setTimeout(60_000);

describe('a hold that has waited for long', () => {
  const coordinator = new CoordinatorStandIn();
  let rides: RunningRideService;
  let drivers = 0;

  beforeAll(async () => {
    const url = await coordinator.start();
    rides = await RunningRideService.start(integrationInfrastructure(), { url, askAfterMs: 300 });
  });

  afterAll(async () => {
    await rides.stop();
    coordinator.stop();
  });

  const stateOf = async (assignmentId: string): Promise<string | undefined> => {
    const sql = 'SELECT state FROM ride_holds WHERE assignment_id = $1';
    return (await rides.sql.query<{ state: string }>(sql, [assignmentId])).rows[0]?.state;
  };
  const hold = async (outcome?: AssignmentOutcome) => {
    const { id: rideId } = await rides.requestedRide();
    const assignmentId = uuidv7();
    if (outcome) coordinator.outcomes.set(assignmentId, outcome);
    await rides.participant.try(assignmentId, { rideId, driverId: `asks-${(drivers += 1)}` });
    return { assignmentId, rideId };
  };
  const askedAbout = (assignmentId: string): number =>
    coordinator.asked.filter((asked) => asked === assignmentId).length;
  const metrics = async (): Promise<string> => (await rides.call<string>('GET', '/metrics')).body;

  it('does what the coordinator says has become of it', async () => {
    const confirmed = await hold(AssignmentOutcome.CONFIRMED);
    const cancelled = await hold(AssignmentOutcome.CANCELLED);
    await eventually(async () => (await stateOf(confirmed.assignmentId)) === 'CONFIRMED');
    await eventually(async () => (await stateOf(cancelled.assignmentId)) === 'CANCELLED');
    expect((await rides.call('GET', `/rides/${confirmed.rideId}`)).body.status).toBe('ASSIGNED');
    expect((await rides.call('POST', `/rides/${cancelled.rideId}/cancel`)).status).toBe(200);
  });

  it('stays while the coordinator has not decided or does not know, which is counted', async () => {
    const undecided = await hold(AssignmentOutcome.UNDECIDED);
    const unknown = await hold();
    await eventually(() => askedAbout(undecided.assignmentId) > 1 && askedAbout(unknown.assignmentId) > 1);
    expect([await stateOf(undecided.assignmentId), await stateOf(unknown.assignmentId)]).toEqual([
      'TRIED',
      'TRIED',
    ]);
    expect(await metrics()).toMatch(
      /assignment_questions_total\{[^}]*outcome="ASSIGNMENT_OUTCOME_UNKNOWN"[^}]*\} [1-9]/,
    );
    await rides.service.app.get(ParticipantSweep).sweep();
    expect(await metrics()).toMatch(/ride_holds_live(\{[^}]*\})? [2-9]/);
    await rides.participant.cancel(undecided.assignmentId);
    await rides.participant.cancel(unknown.assignmentId);
  });

  it('waits while the coordinator is away, and asks when it is back', async () => {
    coordinator.stop();
    const { assignmentId } = await hold(AssignmentOutcome.CONFIRMED);
    await eventually(async () => {
      const sql = 'SELECT asked_at IS NOT NULL AS asked FROM ride_holds WHERE assignment_id = $1';
      return (await rides.sql.query<{ asked: boolean }>(sql, [assignmentId])).rows[0]?.asked === true;
    });
    expect(await stateOf(assignmentId)).toBe('TRIED');
    await coordinator.start();
    await eventually(async () => (await stateOf(assignmentId)) === 'CONFIRMED', { timeoutMs: 30_000 });
  });

  it('is never cleaned away, as old marks are', async () => {
    const { assignmentId } = await hold(AssignmentOutcome.UNDECIDED);
    const mark = uuidv7();
    await rides.participant.cancel(mark);
    await rides.sql.query(
      `UPDATE ride_holds SET changed_at = now() - interval '8 days', tried_at = now() - interval '8 days'
       WHERE assignment_id = ANY ($1)`,
      [[assignmentId, mark]],
    );
    await rides.service.app.get(ParticipantSweep).sweep();
    expect([await stateOf(assignmentId), await stateOf(mark)]).toEqual(['TRIED', undefined]);
    await rides.participant.cancel(assignmentId);
  });
});
