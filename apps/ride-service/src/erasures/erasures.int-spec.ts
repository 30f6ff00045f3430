import { integrationInfrastructure } from '@ride-hailing/stack';
import { aRideRequest } from '@ride-hailing/testing';
import { randomUUID } from 'node:crypto';
import { type Problem, RunningRideService } from '../../test/running-ride-service';
import type { Unfinished } from './erasures.service';

jest.setTimeout(60_000);

const PERSON = {
  rider: { name: 'Nadja Unverwechselbar', phone: '+49-30-5550173' },
  pickup: { lat: 71.512345, lng: 127.123451, address: 'Klosterweg 17' },
  dropoff: { lat: 71.523456, lng: 127.134562, address: 'Brunnengasse 4' },
  stops: [{ lat: 71.534567, lng: 127.145673, address: 'Am Alten Hafen 9' }],
  notes: 'wheelchair in the boot',
};
const TRACES = /Nadja|5550173|Klosterweg|Brunnengasse|Alten Hafen|wheelchair|71\.5\d{5}|127\.1\d{5}/;

describe('the erasure of a rider', () => {
  let rides: RunningRideService;
  let riderId: string;

  beforeAll(async () => {
    rides = await RunningRideService.start(integrationInfrastructure());
  });

  afterAll(() => rides.stop());

  beforeEach(() => (riderId = `r-${randomUUID()}`));

  const erase = <T = Unfinished>(given: unknown = { riderId }, headers = {}) =>
    rides.call<T>('POST', '/erasures', given, headers);

  const finishAll = async () => {
    const { body } = await erase();
    for (const { id } of body.erasures) await rides.call('POST', `/erasures/${id}/finish`);
  };

  const endedRide = async (given: Record<string, unknown> = {}) => {
    const { id } = await rides.requestedRide({ ...PERSON, riderId, ...given });
    return (await rides.call('POST', `/rides/${id}/cancel`)).body;
  };

  const everyRow = async (): Promise<string> => {
    const { rows: tables } = await rides.sql.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    const texts = tables.map(async ({ name }) => {
      const { rows } = await rides.sql.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
      return rows.map(({ row }) => `${name}: ${row}`).join('\n');
    });
    return (await Promise.all(texts)).join('\n');
  };

  it('leaves nothing of a rider in any table of Ride Service, and gives each ride its next version and event', async () => {
    const headers = { 'idempotency-key': 'Nadja-1', ...(await rides.tokens.headers('rider', riderId)) };
    const made = await rides.call('POST', '/rides', aRideRequest({ ...PERSON, riderId }), headers);
    await rides.call('POST', `/rides/${made.body.id}/cancel`);
    const driven = await rides.assignedRide(`d-${riderId}`, { ...PERSON, riderId });
    await rides.call('POST', `/rides/${driven.id}/start`);
    await rides.call('POST', `/rides/${driven.id}/complete`);
    await rides.published();
    expect(await everyRow()).toMatch(TRACES);

    const { status, body } = await erase();
    expect(status).toBe(200);
    expect(body).toMatchObject({ erased: 2, hasMore: false });
    expect(body.erasures.at(-1)?.rides).toEqual(
      expect.arrayContaining([
        { rideId: made.body.id, version: 3, driverId: null },
        { rideId: driven.id, version: 5, driverId: `d-${riderId}` },
      ]),
    );
    const rows = (await everyRow()).replaceAll(`d-${riderId}`, '');
    expect(rows).not.toMatch(TRACES);
    expect(rows).not.toContain(riderId);
    const { body: ride } = await rides.call('GET', `/rides/${driven.id}`);
    expect(ride).toMatchObject({ status: 'COMPLETED', version: 5, driverId: `d-${riderId}`, notes: '' });
    expect(ride.riderId).toMatch(/^erased-[0-9a-f-]{36}$/);
    const events = await rides.eventsOf(driven.id);
    expect(events.at(-1)?.data).toMatchObject({ version: 5, pickup: { lat: 0, lng: 0 } });
  });

  it('refuses to erase a rider whose ride has not ended, with its id, and changes nothing', async () => {
    await endedRide();
    const open = await rides.requestedRide({ ...PERSON, riderId });
    for (const next of ['assign', 'start', undefined]) {
      const { status, body } = await erase<Problem>();
      expect(status).toBe(409);
      expect(body.detail).toContain(open.id);
      expect(body.detail).not.toContain(riderId);
      if (next === 'assign') await rides.assign(open.id, `d-${riderId}`);
      if (next === 'start') await rides.call('POST', `/rides/${open.id}/start`);
    }
    expect(await everyRow()).toContain(riderId);
    await rides.call('POST', `/rides/${open.id}/complete`);
    expect((await erase()).body.erased).toBe(2);
  });

  it('names what is unfinished until it is finished, and keeps for an audit who ordered it, when, and how many rides', async () => {
    await endedRide();
    const { body: first } = await erase();
    const { id } = first.erasures.at(-1) ?? { id: '' };
    const again = (await erase()).body;
    expect(again.erased).toBe(0);
    expect(again.erasures).toContainEqual(first.erasures.at(-1));
    expect(again.oldestMs).toBeGreaterThanOrEqual(first.oldestMs);
    expect((await rides.call('POST', `/erasures/${id}/finish`)).body).toEqual({ finished: true });
    expect((await rides.call('POST', `/erasures/${id}/finish`)).body).toEqual({ finished: false });
    expect((await erase()).body.erasures.map((one) => one.id)).not.toContain(id);
    const { rows } = await rides.sql.query<Record<string, unknown>>('SELECT * FROM erasures WHERE id = $1', [
      id,
    ]);
    const [{ ordered_by: by, erased_at: erasedAt, finished_at: finishedAt, ...rest } = {}] = rows;
    expect(rest).toEqual({ id, ride_count: 1, unfinished: null });
    expect([erasedAt, finishedAt]).toEqual([expect.any(Date), expect.any(Date)]);
    expect(by).toMatch(/^dispatcher\//);
  });

  it('erases a rider with more rides than fit into one request in several', async () => {
    await finishAll();
    await endedRide();
    await rides.sql.query(
      `INSERT INTO rides SELECT (jsonb_populate_record(rides, jsonb_build_object('id', gen_random_uuid()))).*
       FROM rides, generate_series(1, 519) WHERE rider_id = $1`,
      [riderId],
    );
    expect((await erase()).body).toMatchObject({ erased: 500, hasMore: true });
    expect((await erase()).body).toMatchObject({ erased: 20, hasMore: false });
    expect(await everyRow()).not.toContain(riderId);
  });

  it('answers for a rider whom nobody knows that nothing was erased, and refuses what is no id', async () => {
    await finishAll();
    expect((await erase({ riderId: 'r-nobody' })).body).toEqual({
      ...{ erased: 0, hasMore: false, oldestMs: 0, erasures: [] },
    });
    for (const bad of [{}, { riderId: 'a b' }, { riderId: '' }, { riderId, more: 1 }])
      expect((await erase(bad)).status).toBe(400);
  });
});
