import { AssignmentOutcome, type RideLookupResult } from '@ride-hailing/contracts';
import { ParticipantSweep } from '@ride-hailing/participant';
import { aDriverUpdate, aRideChanged, CoordinatorStandIn, ParticipantClient } from '@ride-hailing/testing';
import { uuidv7 } from 'uuidv7';
import { Component } from '../../test/component';

jest.setTimeout(120_000);

const NOT_FOUND = { $case: 'notFound', value: {} } as const;
const NOT_YOURS = { $case: 'notYours', value: {} } as const;
/** The spec sets back the times of reservations by more than this. */
const ASK_AFTER_MS = 60_000;

describe('a confirmed reservation whose ride the copy does not show', () => {
  const coordinator = new CoordinatorStandIn();
  let component: Component;
  let participant: ParticipantClient;
  let drivers = 0;
  let usual: Component['rideService']['answerTo'];

  beforeAll(async () => {
    const coordinatorGrpcUrl = await coordinator.start();
    component = await Component.start({ coordinatorGrpcUrl, reservationAskAfterMs: ASK_AFTER_MS });
    participant = new ParticipantClient(component.grpcUrl);
    usual = component.rideService.answerTo;
  });

  afterAll(async () => {
    participant.close();
    await component.stop();
    coordinator.stop();
  });

  afterEach(() => {
    component.rideService.answerTo = usual;
    component.rideService.mood = 'well';
  });

  const confirmed = async (outcome: AssignmentOutcome, ended: boolean) => {
    const [assignmentId, rideId, driverId] = [uuidv7(), uuidv7(), `lost-${(drivers += 1)}`];
    coordinator.outcomes.set(assignmentId, outcome);
    if (ended) coordinator.ended.add(assignmentId);
    await component.publishUpdates(aDriverUpdate({ driverId }));
    await component.allSettled();
    expect(await participant.try(assignmentId, { rideId, driverId })).toEqual({ driverId });
    await participant.confirm(assignmentId);
    return { assignmentId, rideId, driverId };
  };
  /** Sets the times back, as if the reservation had been confirmed long ago. */
  const sweep = async (assignmentId: string, ...others: string[]): Promise<string | undefined> => {
    const { pool } = component.database;
    const longAgo = "clock_timestamp() - interval '1 hour'";
    const earlier = `UPDATE reservations SET changed_at = ${longAgo}, asked_at = NULL WHERE assignment_id = ANY ($1)`;
    await pool.query(earlier, [[assignmentId, ...others]]);
    await component.service.app.get(ParticipantSweep).sweep();
    const sql = 'SELECT state FROM reservations WHERE assignment_id = $1';
    return (await pool.query<{ state: string }>(sql, [assignmentId])).rows[0]?.state;
  };
  const ownerSays = (outcome: RideLookupResult['outcome']): void => {
    component.rideService.answerTo = () => outcome;
  };

  it.each([
    ['the ride is not there', NOT_FOUND, AssignmentOutcome.CONFIRMED, true],
    [
      'the ride is not there, while the coordinator still tries',
      NOT_FOUND,
      AssignmentOutcome.CONFIRMED,
      false,
    ],
    ['the driver is not on the ride', NOT_YOURS, AssignmentOutcome.CONFIRMED, true],
    [
      'the driver is not on the ride, and the coordinator has forgotten it',
      NOT_YOURS,
      AssignmentOutcome.UNKNOWN,
      false,
    ],
  ] as const)(
    'releases a confirmed reservation when the owner says that %s',
    async (_what, answer, outcome, ended) => {
      const { assignmentId, driverId } = await confirmed(outcome, ended);
      ownerSays(answer);
      expect(await sweep(assignmentId)).toBe('RELEASED');
      expect((await component.get(`/drivers/${driverId}`)).body).toMatchObject({
        reserved: false,
        free: true,
      });
      const { body } = await component.get<string>('/metrics');
      expect(body).toMatch(/^reservations_of_lost_rides_total [1-9]/m);
    },
  );

  it('keeps a confirmed reservation while, according to the owner, the driver is on the ride', async () => {
    const { assignmentId } = await confirmed(AssignmentOutcome.CONFIRMED, true);
    expect(await sweep(assignmentId)).toBe('CONFIRMED');
  });

  it('keeps a confirmed reservation while the coordinator may not have confirmed it at the owner yet', async () => {
    const { assignmentId } = await confirmed(AssignmentOutcome.CONFIRMED, false);
    ownerSays(NOT_YOURS);
    expect(await sweep(assignmentId)).toBe('CONFIRMED');
  });

  it('keeps a confirmed reservation while the owner is away, or answers about another ride', async () => {
    const { assignmentId } = await confirmed(AssignmentOutcome.CONFIRMED, true);
    ownerSays(NOT_FOUND);
    component.rideService.mood = 'refusing';
    expect(await sweep(assignmentId)).toBe('CONFIRMED');
    // Each answer is in another's position.
    component.rideService.mood = 'nonsense';
    const other = await confirmed(AssignmentOutcome.CONFIRMED, true);
    expect(await sweep(assignmentId, other.assignmentId)).toBe('CONFIRMED');
    expect(await sweep(other.assignmentId, assignmentId)).toBe('CONFIRMED');
    component.rideService.mood = 'well';
    expect(await sweep(assignmentId)).toBe('RELEASED');
  });

  it('asks about a confirmed reservation only after the event of its ride has had its time, and not while the copy shows the ride', async () => {
    const { rideId, driverId, assignmentId } = await confirmed(AssignmentOutcome.CONFIRMED, true);
    ownerSays(NOT_FOUND);
    component.rideService.calls.length = 0;
    await component.service.app.get(ParticipantSweep).sweep();
    await component.publishRides(aRideChanged({ rideId, driverId, version: 2, status: 'ASSIGNED' }));
    await component.allSettled();
    expect(await sweep(assignmentId)).toBe('CONFIRMED');
    expect(component.rideService.calls).toEqual([]);
    await component.database.pool.query('DELETE FROM ride_copy WHERE ride_id = $1', [rideId]);
    expect(await sweep(assignmentId)).toBe('RELEASED');
  });
});
