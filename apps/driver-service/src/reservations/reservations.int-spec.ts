import { status } from '@grpc/grpc-js';
import { RefusalReason, type RideStatus } from '@ride-hailing/contracts';
import { ParticipantSweep } from '@ride-hailing/participant';
import { Database } from '@ride-hailing/service-kit';
import {
  aDriverUpdate,
  aRideChanged,
  eventually,
  ParticipantClient,
  statementsOf,
  type TryResult,
} from '@ride-hailing/testing';
import { uuidv7 } from 'uuidv7';
import { Component } from '../../test/component';

jest.setTimeout(120_000);

const SEOUL = { lat: 37.5665, lng: 126.978 };
const isAgreed = (result: TryResult): result is { driverId: string } => !('reason' in result);

describe('the participant that reserves drivers', () => {
  let component: Component;
  let participant: ParticipantClient;
  let sequence = Date.now();

  beforeAll(async () => {
    component = await Component.start({ freeWithinMs: 60_000 });
    participant = new ParticipantClient(component.grpcUrl);
  });

  afterAll(async () => {
    participant.close();
    await component.stop();
  });

  beforeEach(() => component.database.pool.query('TRUNCATE driver_positions, ride_copy, reservations'));

  const drive = async (...drivers: readonly { id: string; metres?: number; available?: boolean }[]) => {
    sequence += 1;
    const updates = drivers.map(({ id, metres = 0, available = true }) =>
      aDriverUpdate({
        driverId: id,
        available,
        sequence,
        position: { lat: SEOUL.lat + metres / 111_195, lng: SEOUL.lng },
      }),
    );
    await component.publishUpdates(...updates);
    await component.allSettled();
  };
  const copied = async (rideId: string, driverId: string | null, version: number, state: RideStatus) => {
    await component.publishRides(aRideChanged({ rideId, driverId, version, status: state }));
    await component.allSettled();
  };
  const reserve = (driverId: string, rideId = uuidv7(), assignmentId = uuidv7()) =>
    participant.try(assignmentId, { rideId, driverId });
  const reserveNearest = (assignmentId = uuidv7(), rideId = uuidv7()) =>
    participant.try(assignmentId, { rideId, near: SEOUL });
  const statements = (work: () => Promise<unknown>) => statementsOf(component.database, 'reservations', work);
  const nearest = async (): Promise<string[]> => {
    const path = `/drivers/nearest?lat=${SEOUL.lat}&lng=${SEOUL.lng}&limit=50`;
    const { body } = await component.get<{ drivers: { driverId: string }[] }>(path);
    return body.drivers.map(({ driverId }) => driverId);
  };
  const states = async (): Promise<Record<string, number>> => {
    const { rows } = await component.database.pool.query<{ state: string; n: number }>(
      'SELECT state, count(*)::int AS n FROM reservations GROUP BY state',
    );
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  };

  it('reserves a driver for one of twenty assignments that ask at once and stay open', async () => {
    await drive({ id: 'd-1' });
    const results = await Promise.all(Array.from({ length: 20 }, () => reserve('d-1')));
    expect(results.filter(isAgreed)).toHaveLength(1);
    expect(await states()).toEqual({ TRIED: 1, REFUSED: 19 });
  });

  it('needs one statement for the Try of a free driver, named or the nearest, and one for a Confirm', async () => {
    await drive({ id: 'd-1' }, { id: 'd-2', metres: 100 });
    const assignmentId = uuidv7();
    expect(await statements(() => reserve('d-1', uuidv7(), assignmentId))).toEqual(['reserve-at-once']);
    expect(await statements(() => participant.confirm(assignmentId))).toEqual(['confirm-tried']);
    const searching = await statements(() => reserveNearest());
    expect(searching.at(-1)).toBe('reserve-at-once');
    expect(searching).not.toContain('transaction');
    expect(await states()).toEqual({ CONFIRMED: 1, TRIED: 1 });
  });

  it('waits for a reservation that is being cancelled, and then reserves the driver', async () => {
    await drive({ id: 'd-1' });
    await reserve('d-1');
    const { pool } = component.database;
    const cancelling = await pool.connect();
    try {
      await cancelling.query('BEGIN');
      await cancelling.query("UPDATE reservations SET state = 'CANCELLED' WHERE driver_id = 'd-1'");
      const reserved = reserve('d-1');
      const waiting =
        "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INTO reservations%'";
      await eventually(async () => (await pool.query(waiting)).rowCount === 1);
      await cancelling.query('COMMIT');
      expect(await reserved).toEqual({ driverId: 'd-1' });
    } finally {
      cancelling.release();
    }
  });

  it('keeps a named driver reserved until Cancel', async () => {
    await drive({ id: 'd-1' });
    const assignmentId = uuidv7();
    expect(await reserve('d-1', uuidv7(), assignmentId)).toEqual({ driverId: 'd-1' });
    expect(await nearest()).toEqual([]);
    expect((await component.get('/drivers/d-1')).body).toMatchObject({ reserved: true, free: false });
    expect(await reserve('d-1')).toEqual({
      reason: RefusalReason.DRIVER_NOT_FREE,
      detail: 'Driver d-1 is reserved by another assignment.',
    });
    await participant.cancel(assignmentId);
    expect(await nearest()).toEqual(['d-1']);
    expect((await component.get('/drivers/d-1')).body).toMatchObject({ reserved: false, free: true });
    expect(await reserve('d-1')).toEqual({ driverId: 'd-1' });
  });

  it('says why a named driver is not free', async () => {
    await drive({ id: 'd-off', available: false }, { id: 'd-silent' }, { id: 'd-riding' });
    await component.database.pool.query(
      `UPDATE driver_positions SET heard_at = now() - interval '90 s' WHERE driver_id = 'd-silent'`,
    );
    await copied(uuidv7(), 'd-riding', 2, 'ASSIGNED');
    await copied(uuidv7(), 'd-past', 4, 'COMPLETED');
    const refusals = await Promise.all(
      ['d-nobody', 'd-off', 'd-silent', 'd-riding', 'd-past'].map((id) => reserve(id)),
    );
    expect(refusals).toEqual([
      { reason: RefusalReason.DRIVER_UNKNOWN, detail: 'No driver d-nobody is known.' },
      { reason: RefusalReason.DRIVER_NOT_FREE, detail: 'Driver d-off is not available.' },
      {
        reason: RefusalReason.DRIVER_NOT_FREE,
        detail: expect.stringMatching(/^Driver d-silent has been silent for 9\d s\.$/) as string,
      },
      { reason: RefusalReason.DRIVER_NOT_FREE, detail: 'Driver d-riding is on a ride.' },
      { reason: RefusalReason.DRIVER_NOT_FREE, detail: 'Driver d-past has not been heard of yet.' },
    ]);
  });

  it('keeps a driver busy after Confirm until the copy holds the end of that ride', async () => {
    await drive({ id: 'd-1' });
    for (const end of ['COMPLETED', 'CANCELLED'] as const) {
      const [assignmentId, rideId] = [uuidv7(), uuidv7()];
      expect(await reserve('d-1', rideId, assignmentId)).toEqual({ driverId: 'd-1' });
      await participant.confirm(assignmentId);
      expect(await nearest()).toEqual([]);
      await copied(rideId, null, 1, 'REQUESTED');
      await copied(uuidv7(), 'd-1', 4, 'COMPLETED');
      expect(await nearest()).toEqual([]);
      expect(isAgreed(await reserve('d-1'))).toBe(false);
      await copied(rideId, 'd-1', 3, 'IN_PROGRESS');
      expect(await nearest()).toEqual([]);
      await copied(rideId, 'd-1', 4, end);
      expect(await nearest()).toEqual(['d-1']);
      await participant.confirm(assignmentId);
      await expect(participant.cancel(assignmentId)).rejects.toMatchObject({
        code: status.FAILED_PRECONDITION,
      });
    }
  });

  it('releases reservations by the sweep when their ride is over, and never deletes them before that', async () => {
    await drive({ id: 'd-1' });
    const [assignmentId, rideId, mark] = [uuidv7(), uuidv7(), uuidv7()];
    await reserve('d-1', rideId, assignmentId);
    await participant.confirm(assignmentId);
    await participant.cancel(mark);
    await component.database.pool.query(`UPDATE reservations SET changed_at = now() - interval '8 days'`);
    const sweep = component.service.app.get(ParticipantSweep);
    await sweep.sweep();
    expect(await states()).toEqual({ CONFIRMED: 1 });
    const { body } = await component.get<string>('/metrics');
    expect(body).toMatch(/^reservations_live\{[^}]*state="CONFIRMED"[^}]*\} 1$/m);
    await copied(rideId, 'd-1', 4, 'COMPLETED');
    await sweep.sweep();
    expect(await states()).toEqual({ RELEASED: 1 });
  });

  it('reserves the nearest free driver, and gives a repeated Try the same driver', async () => {
    await drive({ id: 'd-near' }, { id: 'd-middle', metres: 500 }, { id: 'd-far', metres: 5_000 });
    const [assignmentId, rideId] = [uuidv7(), uuidv7()];
    expect(await reserveNearest(assignmentId, rideId)).toEqual({ driverId: 'd-near' });
    expect(await reserveNearest(assignmentId, rideId)).toEqual({ driverId: 'd-near' });
    expect(await reserveNearest()).toEqual({ driverId: 'd-middle' });
    expect(await states()).toEqual({ TRIED: 2 });
    await expect(reserveNearest(assignmentId)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('gives 50 free drivers to exactly 50 of 200 concurrent Tries for the nearest', async () => {
    await drive(...Array.from({ length: 50 }, (_, at) => ({ id: `d-${at}`, metres: at * 20 })));
    const startedAt = performance.now();
    const results = await Promise.all(Array.from({ length: 200 }, () => reserveNearest()));
    const tookMs = Math.round(performance.now() - startedAt);
    const agreed = results.filter(isAgreed);
    const refused = results.filter((result) => 'reason' in result);
    console.info(`200 Tries at once for 50 drivers took ${tookMs} ms`);
    expect(agreed).toHaveLength(50);
    expect(new Set(agreed.map(({ driverId }) => driverId)).size).toBe(50);
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set([RefusalReason.NO_DRIVER_FREE]));
    expect(await states()).toEqual({ TRIED: 50, REFUSED: 150 });
  });

  it.each<[string, object, string]>([
    ['neither driver nor place', {}, 'near: is missing'],
    ['a place beyond the pole', { near: { lat: 91, lng: 0 } }, 'near.lat: '],
    ['a place that is no number', { near: { lat: 0, lng: NaN } }, 'near.lng: '],
  ])('refuses %s', async (_what, given, message) => {
    const { assignmentId, ...rest } = { assignmentId: uuidv7(), rideId: uuidv7(), ...given };
    await expect(participant.try(assignmentId, rest)).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      message: expect.stringContaining(message) as string,
    });
    expect(await states()).toEqual({});
  });

  it('keeps reservations when the service restarts', async () => {
    await drive({ id: 'd-1' });
    const [assignmentId, rideId] = [uuidv7(), uuidv7()];
    await reserve('d-1', rideId, assignmentId);
    await component.service.stop();
    await component.startService({ freeWithinMs: 60_000 });
    participant.close();
    participant = new ParticipantClient(component.grpcUrl);
    await eventually(async () => (await nearest()).length === 0);
    expect(await reserve('d-1', rideId, assignmentId)).toEqual({ driverId: 'd-1' });
    expect(isAgreed(await reserve('d-1'))).toBe(false);
    await participant.confirm(assignmentId);
    expect(component.service.app.get(Database).isReady()).toBe(true);
    expect(await states()).toMatchObject({ CONFIRMED: 1 });
  });
});
