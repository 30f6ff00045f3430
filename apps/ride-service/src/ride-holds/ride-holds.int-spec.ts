import { status } from '@grpc/grpc-js';
import { RefusalReason } from '@ride-hailing/contracts';
import { integrationInfrastructure } from '@ride-hailing/stack';
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { type Problem, RunningRideService } from '../../test/running-ride-service';
import { faultOf, type Snapshot } from '../../test/end-state';

jest.setTimeout(120_000);

type Phase = 'try' | 'confirm' | 'cancel';
const PHASES: readonly Phase[] = ['try', 'confirm', 'cancel'];
const FAILED_PRECONDITION = { code: status.FAILED_PRECONDITION };

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

describe('the holds of rides', () => {
  let rides: RunningRideService;
  let drivers = 0;

  beforeAll(async () => {
    rides = await RunningRideService.start(integrationInfrastructure());
  });

  afterAll(() => rides.stop());

  const newDriver = (): string => `d-${(drivers += 1)}`;

  /** What came of a phase, in a word. */
  const outcomeOf = async (phase: Phase, assignmentId: string, rideId: string, driverId: string) => {
    try {
      if (phase !== 'try') {
        await rides.participant[phase](assignmentId);
        return 'done';
      }
      const result = await rides.participant.try(assignmentId, { rideId, driverId });
      return 'reason' in result ? result.reason : 'agreed';
    } catch (error) {
      if (Reflect.get(error as object, 'code') === status.FAILED_PRECONDITION) return 'refused';
      throw error;
    }
  };

  const snapshot = async (assignmentId: string, rideId: string): Promise<Snapshot> => {
    const hold = await rides.sql.query<{ state: string }>(
      'SELECT state FROM ride_holds WHERE assignment_id = $1',
      [assignmentId],
    );
    const ride = await rides.sql.query<{ status: string; version: number; driver_id: string | null }>(
      'SELECT status, version, driver_id FROM rides WHERE id = $1',
      [rideId],
    );
    const [row] = ride.rows;
    if (!row) throw new Error('no such ride');
    return { hold: hold.rows[0]?.state, ride: row.status, version: row.version, driverId: row.driver_id };
  };

  it('answer every order of phases up to four, repeats included, as the rules say', async () => {
    for (const sequence of sequences(4)) {
      const { id } = await rides.requestedRide();
      const [assignmentId, driverId] = [uuidv7(), newDriver()];
      let expected: 'none' | 'TRIED' | 'CONFIRMED' | 'CANCELLED' = 'none';
      for (const phase of sequence) {
        const outcome = await outcomeOf(phase, assignmentId, id, driverId);
        const told = `${sequence.join(' ')}: ${phase} while ${expected} → ${outcome}`;
        if (phase === 'try') {
          if (expected === 'none') expected = 'TRIED';
          const want = expected === 'CANCELLED' ? RefusalReason.ASSIGNMENT_CANCELLED : 'agreed';
          expect(told).toMatch(new RegExp(`→ ${want}$`));
        } else {
          const wrong: string = phase === 'confirm' ? 'none CANCELLED' : 'CONFIRMED';
          const isAllowed: boolean = !wrong.split(' ').includes(expected);
          expect(told).toMatch(isAllowed ? /→ done$/ : /→ refused$/);
          if (isAllowed) expected = phase === 'confirm' ? 'CONFIRMED' : 'CANCELLED';
        }
      }
      const end = await snapshot(assignmentId, id);
      expect(end.hold ?? 'none').toBe(expected);
      expect(faultOf(end, driverId)).toBeUndefined();
    }
  });

  it('end in an allowed state whatever phases run at once, and never tell two stories', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...PHASES), { minLength: 2, maxLength: 8 }),
        async (phases) => {
          const { id } = await rides.requestedRide();
          const [assignmentId, driverId] = [uuidv7(), newDriver()];
          const outcomes = await Promise.all(
            phases.map(async (phase) => `${phase} ${await outcomeOf(phase, assignmentId, id, driverId)}`),
          );
          const end = await snapshot(assignmentId, id);
          expect(faultOf(end, driverId)).toBeUndefined();
          expect(outcomes.includes('confirm done')).toBe(end.hold === 'CONFIRMED');
          expect(outcomes.includes('cancel done')).toBe(end.hold === 'CANCELLED');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are kept apart by the mark that Cancel leaves: without it a late Try holds a ride for ever', async () => {
    const { id } = await rides.requestedRide();
    const [assignmentId, driverId] = [uuidv7(), newDriver()];
    await rides.participant.cancel(assignmentId);
    await rides.sql.query('DELETE FROM ride_holds WHERE assignment_id = $1', [assignmentId]);
    const outcome = await outcomeOf('try', assignmentId, id, driverId);
    expect(outcome).toBe('agreed');
    expect((await snapshot(assignmentId, id)).hold).toBe('TRIED');
  });

  it('refuse other changes of the ride, until they are cancelled', async () => {
    const { id } = await rides.requestedRide();
    const assignmentId = uuidv7();
    await rides.participant.try(assignmentId, { rideId: id, driverId: newDriver() });
    for (const command of ['start', 'complete', 'cancel']) {
      const answer = await rides.call<Problem>('POST', `/rides/${id}/${command}`);
      expect(answer).toMatchObject({
        status: 409,
        body: { detail: `The ride ${id} is being assigned to a driver. Ask again in a moment.` },
      });
    }
    await rides.participant.cancel(assignmentId);
    expect((await rides.call('POST', `/rides/${id}/cancel`)).body).toMatchObject({
      status: 'CANCELLED',
      version: 2,
    });
  });

  it('become an assigned ride of the next version, told to others once', async () => {
    const { id } = await rides.requestedRide();
    const [assignmentId, driverId] = [uuidv7(), newDriver()];
    await rides.participant.try(assignmentId, { rideId: id, driverId });
    await Promise.all(Array.from({ length: 5 }, () => rides.participant.confirm(assignmentId)));
    const events = await rides.eventsOf(id);
    expect(events.map(({ data }) => [data.version, data.status, data.driverId])).toEqual([
      [1, 'REQUESTED', null],
      [2, 'ASSIGNED', driverId],
    ]);
    expect((await rides.call('POST', `/rides/${id}/start`)).status).toBe(200);
  });

  it('say why a ride or a driver cannot be had, and the same again', async () => {
    const [held, free, over] = [
      await rides.requestedRide(),
      await rides.requestedRide(),
      await rides.requestedRide(),
    ];
    await rides.call('POST', `/rides/${over.id}/cancel`);
    await rides.participant.try(uuidv7(), { rideId: held.id, driverId: 'd-held' });
    await rides.assignedRide('d-riding');
    const unknown = uuidv7();
    const refusals = [
      [unknown, 'd-any', RefusalReason.RIDE_NOT_FOUND, `There is no ride ${unknown}.`],
      [over.id, 'd-any', RefusalReason.RIDE_NOT_REQUESTED, `Ride ${over.id} is CANCELLED`],
      [held.id, 'd-any', RefusalReason.RIDE_HELD, `Ride ${held.id} is being assigned already.`],
      [free.id, 'd-held', RefusalReason.DRIVER_NOT_FREE, 'Driver d-held is being assigned to another ride.'],
      [free.id, 'd-riding', RefusalReason.DRIVER_NOT_FREE, 'Driver d-riding is on another ride.'],
    ] as const;
    for (const [rideId, driverId, reason, detail] of refusals) {
      const assignmentId = uuidv7();
      const first = await rides.participant.try(assignmentId, { rideId, driverId });
      expect(first).toEqual({ reason, detail: expect.stringContaining(detail) as string });
      expect(await rides.participant.try(assignmentId, { rideId, driverId })).toEqual(first);
      await expect(rides.participant.confirm(assignmentId)).rejects.toMatchObject(FAILED_PRECONDITION);
    }
    expect(await rides.participant.try(uuidv7(), { rideId: free.id, driverId: 'd-free' })).toEqual({
      driverId: 'd-free',
    });
  });

  it('refuse a repeated Try for another ride or driver', async () => {
    const { id } = await rides.requestedRide();
    const [assignmentId, driverId] = [uuidv7(), newDriver()];
    await rides.participant.try(assignmentId, { rideId: id, driverId });
    for (const other of [
      { rideId: id, driverId: 'd-other' },
      { rideId: uuidv7(), driverId },
    ]) {
      await expect(rides.participant.try(assignmentId, other)).rejects.toMatchObject({
        code: status.INVALID_ARGUMENT,
      });
    }
  });

  it('let no Confirm of an agreed Try fail, however Tries for one driver race with Confirms', async () => {
    for (let round = 0; round < 10; round += 1) {
      const driverId = newDriver();
      const asked = await Promise.all(Array.from({ length: 12 }, () => rides.requestedRide()));
      const results = await Promise.all(asked.map(({ id }) => rides.participant.assign(id, driverId)));
      expect(results.filter((result) => !('reason' in result))).toHaveLength(1);
    }
  });

  it.each<[string, object, string]>([
    ['an assignment that is no UUID', { assignmentId: 'x' }, 'assignment_id: must be a UUID'],
    ['a ride that is no UUID', { rideId: 'x' }, 'ride_id: must be a UUID'],
    ['no driver', { driverId: '' }, 'driver_id: must match'],
    ['a bad driver id', { driverId: 'a.b' }, 'driver_id: must match'],
  ])('refuse %s', async (_what, given, message) => {
    const request = { assignmentId: uuidv7(), rideId: uuidv7(), driverId: 'd-1', ...given };
    await expect(rides.participant.try(request.assignmentId, request)).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      message: expect.stringContaining(message) as string,
    });
  });
});
