import { status } from '@grpc/grpc-js';
import { BatchGetCurrentRidesRequest, RideDetailsServiceClient } from '@ride-hailing/contracts';
import { callUnary, createClient } from '@ride-hailing/remote-calls';
import { Database } from '@ride-hailing/service-kit';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { RunningRideService } from '../../test/running-ride-service';

jest.setTimeout(60_000);

describe('BatchGetCurrentRides', () => {
  let rides: RunningRideService;
  let client: InstanceType<typeof RideDetailsServiceClient>;

  beforeAll(async () => {
    rides = await RunningRideService.start(integrationInfrastructure());
    client = createClient(RideDetailsServiceClient, rides.grpcUrl);
  });

  afterAll(async () => {
    client.close();
    await rides.stop();
  });

  const ask = (...driverIds: string[]) => askAll({ driverIds });
  const askAll = (wanted: { driverIds: string[]; rideIds?: string[] }) => {
    const request = BatchGetCurrentRidesRequest.fromPartial(wanted);
    const options = { method: 'RideDetailsService/BatchGetCurrentRides', deadlineMs: 5_000 };
    return callUnary(client.batchGetCurrentRides.bind(client), request, options);
  };
  const shown = async (driverId: string) => {
    const { results } = await ask(driverId);
    return results.map(({ ride, known }) => [ride?.status, known]);
  };

  it('answers for each driver in the order of the request, repeated drivers included', async () => {
    const first = await rides.assignedRide('d-first');
    const second = await rides.assignedRide('d-second');
    const { results } = await ask('d-second', 'd-nobody', 'd-first', 'd-second');
    expect(results.map(({ driverId, ride, known }) => [driverId, ride?.rideId, known])).toEqual([
      ['d-second', second.id, true],
      ['d-nobody', undefined, false],
      ['d-first', first.id, true],
      ['d-second', second.id, true],
    ]);
  });

  it('returns all details of the current ride', async () => {
    const stop = { lat: 37.56, lng: 126.98, address: '시청' };
    const requested = await rides.requestedRide({ stops: [stop], notes: 'two bags' });
    const ride = await rides.assign(requested.id, 'd-full');
    const { results } = await ask('d-full');
    expect(results[0]).toEqual({
      driverId: 'd-full',
      known: true,
      ride: {
        rideId: ride.id,
        version: 2,
        status: 'RIDE_STATUS_ASSIGNED',
        driverId: 'd-full',
        riderId: 'r-1',
        riderName: 'A. Rider',
        riderPhone: '+82-2-000-0000',
        pickup: { lat: 37.5547, lng: 126.9707, address: 'Seoul Station' },
        dropoff: { lat: 37.5113, lng: 127.0981, address: 'Jamsil' },
        stops: [stop],
        fare: { amountMinor: 18_400, currency: 'KRW' },
        notes: 'two bags',
        requestedAtMs: Date.parse(ride.requestedAt),
        changedAtMs: Date.parse(ride.changedAt),
      },
    });
  });

  it('follows a ride from its assignment to its end, and still knows its driver afterwards', async () => {
    expect(await shown('d-one')).toEqual([[undefined, false]]);
    const { id } = await rides.assignedRide('d-one');
    expect(await shown('d-one')).toEqual([['RIDE_STATUS_ASSIGNED', true]]);
    await rides.call('POST', `/rides/${id}/start`);
    expect(await shown('d-one')).toEqual([['RIDE_STATUS_IN_PROGRESS', true]]);
    await rides.call('POST', `/rides/${id}/complete`);
    expect(await shown('d-one')).toEqual([[undefined, true]]);
  });

  it('tells the version of each ride that is asked for, ended ones too, and 0 for one that does not exist', async () => {
    const ended = await rides.assignedRide('d-past');
    await rides.call('POST', `/rides/${ended.id}/cancel`);
    const requested = await rides.requestedRide();
    const none = '019ab3c2-7d00-7000-8000-000000000001';
    const asked = [requested.id, ended.id.toUpperCase(), none, 'no-uuid'];
    const { held, results } = await askAll({ driverIds: ['d-past'], rideIds: asked });
    expect(held).toEqual([
      { rideId: requested.id, version: 1, driverId: '' },
      { rideId: ended.id.toUpperCase(), version: 3, driverId: 'd-past' },
      { rideId: none, version: 0, driverId: '' },
      { rideId: 'no-uuid', version: 0, driverId: '' },
    ]);
    expect(results).toMatchObject([{ driverId: 'd-past', ride: undefined, known: true }]);
  });

  it('reads 100 drivers with one prepared statement, on the index of active rides', async () => {
    const { pool } = rides.service.app.get(Database);
    const query = jest.spyOn(pool, 'query');
    await ask(...Array.from({ length: 100 }, (_, at) => `d-${at}`));
    expect(query).toHaveBeenCalledTimes(1);
    const { name, text } = query.mock.calls[0]?.[0] as unknown as { name: string; text: string };
    query.mockRestore();
    expect(name).toBe('current-rides-by-drivers');
    await rides.sql.query(`INSERT INTO rides (id, status, rider_id, driver_id, rider_name, rider_phone,
        pickup_lat, pickup_lng, pickup_address, dropoff_lat, dropoff_lng, dropoff_address, stops,
        fare_amount_minor, fare_currency, notes)
      SELECT gen_random_uuid(), CASE WHEN n <= 5000 THEN 'ASSIGNED' ELSE 'COMPLETED' END, 'r', 'd-many-' || n % 5000,
             '', '', 0, 0, '', 0, 0, '', '[]', 1, 'KRW', ''
      FROM generate_series(1, 20000) AS n`);
    await rides.sql.query('ANALYZE rides');
    const client = await rides.sql.connect();
    try {
      await client.query('SET plan_cache_mode = force_generic_plan');
      await client.query(`PREPARE by_drivers AS ${text}`);
      const plan = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN EXECUTE by_drivers(ARRAY['d-first', 'd-second'])`,
      );
      const lines = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(lines).toContain('using rides_one_active_per_driver');
      expect(lines).not.toContain('Seq Scan on rides');
    } finally {
      client.release(true);
    }
  });

  it.each([
    ['no drivers', []],
    ['more than 100 drivers', Array.from({ length: 101 }, (_, at) => `d-${at}`)],
    ['an empty id', ['d-1', '']],
    ['an id that could change a subject', ['a.>']],
  ])('refuses %s as INVALID_ARGUMENT', async (_what, driverIds) => {
    await expect(ask(...driverIds)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('refuses an empty ride id as INVALID_ARGUMENT', async () => {
    const refused = askAll({ driverIds: ['d-1'], rideIds: [''] });
    await expect(refused).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});
