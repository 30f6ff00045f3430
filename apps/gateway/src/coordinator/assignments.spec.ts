import { Logger } from '@nestjs/common';
import type { RideStatus } from '@ride-hailing/contracts';
import { LossyLog, type Write } from '../../test/lossy-log';
import { MemoryParticipant } from '../../test/memory-participant';
import type { Assignment } from './assignment-record';
import { statusOf } from './assignment-answer';
import { Assignments, type AssignmentRequest } from './assignments.service';
import { Coordinator, CoordinatorEvents } from './coordinator';
import { AssignmentRefusedProblem } from './coordinator.errors';

const REQUEST: AssignmentRequest = {
  rideId: 'ride-1',
  driverAsked: null,
  requestedBy: 'rider/r-1',
  idempotencyKey: 'k',
  authorization: undefined,
};
const OVER: RideStatus[] = ['ASSIGNED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'];
const WRITES: Write[] = ['decide', 'leave', 'end'];

class World {
  status: RideStatus = 'REQUESTED';
  readonly drivers = new MemoryParticipant(({ driverId }) => driverId, 'driver-not-free', ['d-1']);
  readonly rides = new MemoryParticipant(({ rideId }) => rideId, 'ride-held', ['ride-1']);
  readonly assignments: Assignments;

  constructor(readonly log = new LossyLog()) {
    const coordinator = new Coordinator({
      log,
      participants: { 'driver-service': this.drivers, 'ride-service': this.rides },
      events: new CoordinatorEvents(),
      pause: () => Promise.resolve(),
      retryAfterMs: () => 1_000,
    });
    const rideClient = {
      read: () => Promise.resolve({ pickup: { lat: 37.5, lng: 127 }, status: this.status, version: 1 }),
    };
    const options = { assignmentsAtOnce: 4, assignmentQueueMs: 1_000, phaseTwoWaitMs: 120 };
    this.assignments = new Assignments(log, coordinator, rideClient, options);
  }

  async assign(): Promise<Assignment> {
    return (await this.assignments.assign(REQUEST)).assignment;
  }
}

const live = (state: Assignment['state']): Assignment => ({
  ...{
    id: 'a-earlier',
    rideId: 'ride-1',
    driverAsked: null,
    near: { lat: 37.5, lng: 127 },
    steps: [],
    rounds: 0,
  },
  ...{ requestedBy: 'rider/r-1', idempotencyKey: 'k', driverId: 'd-1', reason: null, detail: null },
  ...{ state, createdAt: new Date(0), decidedAt: null, endedAt: null },
});

describe('a request for an assignment', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  it.each(OVER)('reserves no driver for a ride that is %s, however often it is asked', async (status) => {
    const world = new World();
    world.status = status;
    for (let again = 0; again < 3; again += 1) {
      await expect(world.assign()).rejects.toMatchObject({
        status: 409,
        members: { reason: 'ride-not-requested', steps: [] },
      });
    }
    expect([world.drivers.held.size, world.rides.held.size, world.log.rows.size]).toEqual([0, 0, 0]);
  });

  it.each(OVER)(
    'answers with the assignment that the key names, even if the ride is %s by now',
    async (status) => {
      const world = new World(new LossyLog(live('CONFIRMED')));
      world.status = status;
      expect(await world.assign()).toMatchObject({ id: 'a-earlier', state: 'CONFIRMED' });
    },
  );

  describe('whose log does not answer', () => {
    it.each(WRITES)('answers with the state in the log when the reply to %s was lost', async (write) => {
      const world = new World();
      world.log.losing = write;
      if (write === 'leave')
        jest.spyOn(world.rides, 'confirm').mockResolvedValue({ kind: 'no-answer', detail: '' });
      const assignment = await world.assign();
      expect(assignment).toMatchObject({
        id: 'a-1',
        driverId: 'd-1',
        state: world.log.rows.get('a-1')?.state,
      });
      expect(statusOf(assignment)).toBe(write === 'end' ? 200 : 202);
    });

    it.each(WRITES)(
      'never reports an assignment as failed while the log stays unreachable after %s',
      async (write) => {
        const world = new World();
        world.log.losing = write;
        world.log.staysAway = true;
        if (write === 'leave')
          jest.spyOn(world.rides, 'confirm').mockResolvedValue({ kind: 'no-answer', detail: '' });
        const assignment = await world.assign();
        expect(assignment.id).toBe('a-1');
        expect(statusOf(assignment)).toBe(202);
        const decidedHere = write === 'decide' ? 'TRYING' : 'CONFIRMING';
        expect(assignment.state).toBe(decidedHere);
      },
    );

    it('refuses with the reason when the cancellation was written but its reply was lost', async () => {
      const world = new World();
      await world.drivers.try({
        assignmentId: 'other',
        rideId: 'ride-2',
        driverId: 'd-1',
        near: { lat: 0, lng: 0 },
      });
      world.log.losing = 'decide';
      const assignment = await world.assign();
      expect(assignment).toMatchObject({ state: 'CANCELLING', reason: 'driver-not-free' });
      expect(() => statusOf(assignment)).toThrow(AssignmentRefusedProblem);
    });

    it.each(['TRYING', 'CONFIRMING'] as const)(
      'answers 202 when a key joins an assignment that is %s while the log is unreachable',
      async (state) => {
        const world = new World(new LossyLog(live(state)));
        world.log.goAway();
        expect(statusOf(await world.assign())).toBe(202);
      },
    );
  });
});
