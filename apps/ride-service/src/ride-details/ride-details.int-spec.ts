import { status } from '@grpc/grpc-js';
import { BatchGetRidesRequest, RideDetailsServiceClient, type RideLookup } from '@ride-hailing/contracts';
import { callUnary, createClient } from '@ride-hailing/remote-calls';
import { Database } from '@ride-hailing/service-kit';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { RunningRideService } from '../../test/running-ride-service';

jest.setTimeout(60_000);

const UNKNOWN = '019ab3c2-7d00-7000-8000-9c1e44d20f31';

describe('BatchGetRides', () => {
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

  const ask = (...lookups: Partial<RideLookup>[]) => {
    const request = BatchGetRidesRequest.fromPartial({ lookups });
    const options = { method: 'RideDetailsService/BatchGetRides', deadlineMs: 5_000 };
    return callUnary(client.batchGetRides.bind(client), request, options);
  };

  it('plans its statement once, and not again for each lookup', async () => {
    await rides.sql.query(`
      INSERT INTO rides (id, rider_id, rider_name, rider_phone, pickup_lat, pickup_lng, pickup_address,
        dropoff_lat, dropoff_lng, dropoff_address, stops, fare_amount_minor, fare_currency, notes)
      SELECT gen_random_uuid(), 'r-many', '', '', 0, 0, '', 0, 0, '', '[]', 0, 'KRW', '' FROM generate_series(1, 5000)`);
    await rides.sql.query('ANALYZE rides');
    const { pool } = rides.service.app.get(Database);
    for (let lookup = 0; lookup < 20; lookup += 1) await ask({ rideId: UNKNOWN, driverId: 'd-1' });
    const { rows } = await pool.query<{ kept: number }>(
      `SELECT generic_plans::int AS kept FROM pg_prepared_statements WHERE name = 'ride-details-by-ids'`,
    );
    expect(rows[0]?.kept).toBeGreaterThanOrEqual(10);
  });

  it('answers each lookup separately, in order: found, not found, not yours or behind', async () => {
    const mine = await rides.assignedRide('d-mine');
    const other = await rides.assignedRide('d-other');
    const nobodys = await rides.requestedRide();
    const { results } = await ask(
      { rideId: mine.id, driverId: 'd-mine', minVersion: 2 },
      { rideId: UNKNOWN, driverId: 'd-mine' },
      { rideId: other.id, driverId: 'd-mine', minVersion: 99 },
      { rideId: nobodys.id, driverId: 'd-mine' },
      { rideId: mine.id, driverId: 'd-mine', minVersion: 3 },
      { rideId: 'not-even-a-uuid', driverId: 'd-mine' },
    );
    expect(results.map(({ rideId }) => rideId)).toEqual([
      mine.id,
      UNKNOWN,
      other.id,
      nobodys.id,
      mine.id,
      'not-even-a-uuid',
    ]);
    expect(results.map(({ outcome }) => outcome?.$case)).toEqual([
      'found',
      'notFound',
      'notYours',
      'notYours',
      'behind',
      'notFound',
    ]);
    expect(results[4]?.outcome).toEqual({ $case: 'behind', value: { version: 2 } });
  });

  it("returns all details that the ride's driver may know", async () => {
    const stop = { lat: 37.56, lng: 126.98, address: '시청' };
    const requested = await rides.requestedRide({ stops: [stop], notes: 'two bags' });
    const ride = await rides.assign(requested.id, 'd-full');
    const { results } = await ask({ rideId: ride.id, driverId: 'd-full' });
    expect(results[0]?.outcome).toEqual({
      $case: 'found',
      value: {
        rideId: ride.id,
        version: 2,
        status: 'RIDE_STATUS_ASSIGNED',
        driverId: 'd-full',
        riderId: ride.riderId,
        riderName: ride.rider.name,
        riderPhone: ride.rider.phone,
        pickup: ride.pickup,
        dropoff: ride.dropoff,
        stops: [stop],
        fare: ride.fare,
        notes: 'two bags',
        requestedAtMs: Date.parse(ride.requestedAt),
        changedAtMs: Date.parse(ride.changedAt),
      },
    });
  });

  it('reads 100 lookups in one statement', async () => {
    const query = jest.spyOn(rides.service.app.get(Database).pool, 'query');
    const { results } = await ask(
      ...Array.from({ length: 100 }, () => ({ rideId: UNKNOWN, driverId: 'd-1' })),
    );
    expect(results).toHaveLength(100);
    expect(query).toHaveBeenCalledTimes(1);
    query.mockRestore();
  });

  const fine = { rideId: UNKNOWN, driverId: 'd-1' };
  it.each([
    ['no lookups', []],
    ['more than 100 lookups', Array.from({ length: 101 }, () => fine)],
    ['a lookup without a driver', [fine, { ...fine, driverId: '' }]],
    ['a lookup without a ride', [{ ...fine, rideId: '' }]],
    ['an id that could change a subject', [{ ...fine, rideId: 'a.>' }]],
    ['a negative version', [{ ...fine, minVersion: -1 }]],
  ])('refuses %s as INVALID_ARGUMENT', async (_what, lookups) => {
    await expect(ask(...lookups)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT, reason: 'refused' });
  });

  it('is reported as serving by the standard gRPC health service', async () => {
    const request = Buffer.from('\n\x1aride.v1.RideDetailsService', 'latin1');
    const answer = await new Promise<Buffer>((resolve, reject) => {
      client.makeUnaryRequest(
        '/grpc.health.v1.Health/Check',
        (bytes: Buffer) => bytes,
        (bytes) => bytes,
        request,
        (error, bytes) => (error ? reject(error) : resolve(bytes ?? Buffer.alloc(0))),
      );
    });
    const SERVING = 1;
    expect([...answer]).toEqual([8, SERVING]);
  });

  it('counts the calls that it answered', async () => {
    await ask(fine);
    const { body } = await rides.call<string>('GET', '/metrics');
    expect(body).toMatch(
      /grpc_server_calls_total\{method="RideDetailsService\/BatchGetRides",code="OK"\} \d+/,
    );
  });

  it('reveals no internal error when it fails', async () => {
    await rides.sql.query('ALTER TABLE rides RENAME COLUMN notes TO remarks');
    const failing = expect(ask(fine)).rejects.toMatchObject({
      code: status.INTERNAL,
      details: 'Internal error',
    });
    await failing.finally(() => rides.sql.query('ALTER TABLE rides RENAME COLUMN remarks TO notes'));
  });
});
