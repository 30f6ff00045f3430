import { AssignmentOutcome } from '@ride-hailing/contracts';
import { ParticipantSweep } from '@ride-hailing/participant';
import {
  aDriverUpdate,
  aRideChanged,
  CoordinatorStandIn,
  eventually,
  ParticipantClient,
} from '@ride-hailing/testing';
import { uuidv7 } from 'uuidv7';
import { Component } from '../../test/component';

jest.setTimeout(120_000);

describe('a reservation that has waited for long', () => {
  const coordinator = new CoordinatorStandIn();
  let component: Component;
  let participant: ParticipantClient;
  let drivers = 0;

  beforeAll(async () => {
    const coordinatorGrpcUrl = await coordinator.start();
    component = await Component.start({ coordinatorGrpcUrl, reservationAskAfterMs: 300 });
    participant = new ParticipantClient(component.grpcUrl);
  });

  afterAll(async () => {
    participant.close();
    await component.stop();
    coordinator.stop();
  });

  const stateOf = async (assignmentId: string): Promise<string | undefined> => {
    const sql = 'SELECT state FROM reservations WHERE assignment_id = $1';
    const { rows } = await component.database.pool.query<{ state: string }>(sql, [assignmentId]);
    return rows[0]?.state;
  };
  const reserve = async (outcome?: AssignmentOutcome) => {
    const [assignmentId, rideId, driverId] = [uuidv7(), uuidv7(), `asks-${(drivers += 1)}`];
    if (outcome) coordinator.outcomes.set(assignmentId, outcome);
    await component.say(aDriverUpdate({ driverId }));
    await component.allSettled();
    expect(await participant.try(assignmentId, { rideId, driverId })).toEqual({ driverId });
    return { assignmentId, rideId, driverId };
  };
  const timesAsked = (assignmentId: string): number =>
    coordinator.asked.filter((asked) => asked === assignmentId).length;
  const metrics = async (): Promise<string> => (await component.get<string>('/metrics')).body;

  it('does what the coordinator says has become of it', async () => {
    const confirmed = await reserve(AssignmentOutcome.CONFIRMED);
    const cancelled = await reserve(AssignmentOutcome.CANCELLED);
    await eventually(async () => (await stateOf(confirmed.assignmentId)) === 'CONFIRMED');
    await eventually(async () => (await stateOf(cancelled.assignmentId)) === 'CANCELLED');
  });

  it('stays while the coordinator has not decided or does not know, which is counted', async () => {
    const undecided = await reserve(AssignmentOutcome.UNDECIDED);
    const unknown = await reserve();
    await eventually(() => timesAsked(undecided.assignmentId) > 1 && timesAsked(unknown.assignmentId) > 1);
    expect([await stateOf(undecided.assignmentId), await stateOf(unknown.assignmentId)]).toEqual([
      'TRIED',
      'TRIED',
    ]);
    expect(await metrics()).toMatch(
      /assignment_questions_total\{[^}]*outcome="ASSIGNMENT_OUTCOME_UNKNOWN"[^}]*\} [1-9]/,
    );
    await component.service.app.get(ParticipantSweep).sweep();
    expect(await metrics()).toMatch(/reservations_live\{[^}]*state="TRIED"[^}]*\} 2/);
    await participant.cancel(undecided.assignmentId);
    await participant.cancel(unknown.assignmentId);
  });

  it('waits while the coordinator is away, and asks when it is back', async () => {
    coordinator.stop();
    const { assignmentId } = await reserve(AssignmentOutcome.CONFIRMED);
    await eventually(async () => {
      const sql = 'SELECT asked_at IS NOT NULL AS asked FROM reservations WHERE assignment_id = $1';
      const { rows } = await component.database.pool.query<{ asked: boolean }>(sql, [assignmentId]);
      return rows[0]?.asked === true;
    });
    expect(await stateOf(assignmentId)).toBe('TRIED');
    await coordinator.start();
    await eventually(async () => (await stateOf(assignmentId)) === 'CONFIRMED', { timeoutMs: 30_000 });
  });

  it('is released by the sweep when its ride is over, and never cleaned away before that', async () => {
    const { assignmentId, rideId, driverId } = await reserve(AssignmentOutcome.CONFIRMED);
    await eventually(async () => (await stateOf(assignmentId)) === 'CONFIRMED');
    const mark = uuidv7();
    await participant.cancel(mark);
    const sweep = component.service.app.get(ParticipantSweep);
    await component.database.pool.query(`UPDATE reservations SET changed_at = now() - interval '8 days'`);
    await sweep.sweep();
    expect([await stateOf(assignmentId), await stateOf(mark)]).toEqual(['CONFIRMED', undefined]);
    await component.tell(aRideChanged({ rideId, driverId, version: 4, status: 'COMPLETED' }));
    await component.allSettled();
    await eventually(async () => {
      await sweep.sweep();
      return (await stateOf(assignmentId)) === 'RELEASED';
    });
  });
});
