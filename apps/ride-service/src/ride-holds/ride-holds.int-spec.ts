import { status } from '@grpc/grpc-js';
import { RefusalReason } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { statementsOf } from '@ride-hailing/testing';
import { uuidv7 } from 'uuidv7';
import { type Problem, RunningRideService } from '../../test/running-ride-service';

jest.setTimeout(120_000);

const FAILED_PRECONDITION = { code: status.FAILED_PRECONDITION };

describe('the holds of rides', () => {
  let rides: RunningRideService;
  let drivers = 0;

  beforeAll(async () => {
    rides = await RunningRideService.start(integrationInfrastructure());
  });

  afterAll(() => rides.stop());

  const newDriver = (): string => `d-${(drivers += 1)}`;

  it('a hold blocks other changes of its ride until it is cancelled', async () => {
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

  it('a confirmed hold makes an assigned ride of the next version, published once', async () => {
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

  it('needs one transaction for a Try, and two statements for a Confirm', async () => {
    const { id: rideId } = await rides.requestedRide();
    const assignmentId = uuidv7();
    const statements = (work: () => Promise<unknown>) =>
      statementsOf(rides.service.app.get(Database), 'ride_holds', work);
    const { participant } = rides;
    const driverId = newDriver();
    expect(await statements(() => participant.try(assignmentId, { rideId, driverId }))).toEqual([
      'transaction',
    ]);
    expect(await statements(() => participant.confirm(assignmentId))).toEqual(['held-ride', 'assign-ride']);
  });

  it('confirms no hold whose ride is not as a held ride must be, and leaves both as they are', async () => {
    const { id: rideId } = await rides.requestedRide();
    const assignmentId = uuidv7();
    await rides.participant.try(assignmentId, { rideId, driverId: newDriver() });
    const { pool } = rides.service.app.get(Database);
    await pool.query(`UPDATE rides SET status = 'CANCELLED' WHERE id = $1`, [rideId]);
    await expect(rides.participant.confirm(assignmentId)).rejects.toMatchObject(FAILED_PRECONDITION);
    const held = 'SELECT state FROM ride_holds WHERE assignment_id = $1';
    expect((await pool.query(held, [assignmentId])).rows).toEqual([{ state: 'TRIED' }]);
    expect(await rides.eventsOf(rideId)).toHaveLength(1);
  });

  it('refuses a Try with the reason why the ride or the driver is not free, and repeats that answer', async () => {
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

  it('refuses a Try without a driver', async () => {
    await expect(rides.participant.try(uuidv7(), { rideId: uuidv7(), driverId: '' })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      message: expect.stringContaining('driver_id: must match') as string,
    });
  });
});
