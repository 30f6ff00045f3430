import { RIDE_EVENTS } from '@ride-hailing/contracts';
import { eventually, sumOf } from '@ride-hailing/testing';
import { differences, untilCopiesEqual } from '../running-system/copies';
import { askGateway, askUntil, hasDetails, logSeen } from '../running-system/current-ride';
import { isReady } from '../running-system/health';
import { runJob } from '../running-system/jobs';
import { grpcCallsServed, metricsOf } from '../running-system/metrics';
import { untilRecovered } from '../running-system/recovery';
import { Riders } from '../running-system/riders';
import { introduce, shownRide } from '../running-system/rides';
import { startSystem, type System } from '../running-system/system';

const DRIVERS = Array.from({ length: 12 }, (_, index) => `x-${index}`);
const BUSY_DRIVERS = DRIVERS.slice(4);
const RIDE_COPY = 'durable="driver-service-ride-copy"';

describe('damaged data', () => {
  let system: System;
  let load: Riders | undefined;

  beforeAll(async () => {
    system = await startSystem();
    await introduce(system, DRIVERS);
  }, 120_000);

  afterEach(() => load?.stop(), 60_000);

  afterAll(() => system.stop(), 60_000);

  const startLoad = async (): Promise<Riders> => {
    const riders = (load = new Riders(system, BUSY_DRIVERS));
    await eventually(() => riders.done > 50);
    return riders;
  };
  const ofRideCopy = async (metric: string) =>
    sumOf(await metricsOf(system.driverService), metric, RIDE_COPY);

  it('omits details with a reason, spares the owner and still repairs the copy while a column is missing at the owner', async () => {
    const ride = await shownRide(system, 'x-0');
    const served = await grpcCallsServed(system);
    await system.sql('ride_service', 'ALTER TABLE rides RENAME COLUMN notes TO notes_away');
    try {
      const seen = await askUntil(
        system,
        'x-0',
        ({ answers, reasons }) => answers >= 60 && reasons.has('owner-error') && reasons.has('breaker-open'),
      );
      logSeen('Ride Service answers INTERNAL', seen);
      expect(seen.last).toMatchObject({
        ride: { id: ride.id, version: 2 },
        details: null,
        sources: { ride: { from: 'local-copy' }, details: { from: 'unavailable' } },
      });
      const calls = (await grpcCallsServed(system)) - served;
      console.log(`Ride Service answers INTERNAL: asked ${calls} times for ${seen.answers} answers`);
      expect(calls).toBeLessThan(seen.answers / 2);
      // The essential columns still exist, so a change without an event is found and repaired.
      await system.sql('ride_service', "UPDATE rides SET status = 'IN_PROGRESS', version = 3 WHERE id = $1", [
        ride.id,
      ]);
      expect(await runJob(system, 'reconcile')).toMatchObject({ code: 0 });
      expect((await askGateway(system, 'x-0')).body.ride).toMatchObject({
        status: 'IN_PROGRESS',
        version: 3,
      });
    } finally {
      await system.sql('ride_service', 'ALTER TABLE rides RENAME COLUMN notes_away TO notes');
    }
    await untilRecovered('Ride Service answers INTERNAL', 'details are back', () =>
      hasDetails(system, 'x-0'),
    );
    await untilCopiesEqual(system, 'Ride Service answers INTERNAL');
  }, 60_000);

  it('answers with errors and loses nothing after the table of the copy is dropped under load, until it is rebuilt', async () => {
    const ride = await shownRide(system, 'x-1');
    const riders = await startLoad();
    const { pid } = system.process('driver-service');
    const holds = await ofRideCopy('consumer_holds_total');
    await system.sql('driver_service', 'DROP TABLE ride_copy');
    const answer = await eventually(async () => {
      const { status, body } = await askGateway(system, 'x-1');
      return status !== 200 && { status, body };
    });
    expect(answer).toMatchObject({ status: 500, body: { title: expect.any(String) as string } });
    await eventually(async () => (await ofRideCopy('consumer_holds_total')) > holds + 1);
    expect(await runJob(system, 'reconcile')).toMatchObject({
      code: 1,
      output: expect.stringContaining('npm run rebuild -- ride-copy') as string,
    });

    expect(await runJob(system, 'rebuild')).toMatchObject({
      code: 0,
      output: expect.stringContaining('the table was gone, and has been created again') as string,
    });
    await untilRecovered('table dropped', 'the ride is there with its details', async () => {
      const { body } = await askGateway(system, 'x-1');
      return body.ride?.id === ride.id && body.details !== null;
    });
    await riders.stop();
    expect(riders.failed).toBe(0);
    await untilCopiesEqual(system, 'table dropped');
    expect(await ofRideCopy('messages_dead_lettered_total')).toBe(0);
    expect(system.process('driver-service').pid).toBe(pid);
    const owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'ride_copy'";
    expect(await system.sql('driver_service', owner)).toEqual([{ tableowner: 'driver_service' }]);
  }, 60_000);

  it('misses rides after the stream is wiped and the copy emptied, until the copy is rebuilt', async () => {
    const ride = await shownRide(system, 'x-2');
    const riders = await startLoad();
    const operator = await system.broker('operator');
    await (await operator.manager()).streams.purge(RIDE_EVENTS);
    await system.sql('driver_service', 'TRUNCATE ride_copy');
    expect(await askGateway(system, 'x-2')).toMatchObject({ status: 200, body: { ride: null } });
    // Events alone do not restore the ride.
    const before = riders.done;
    await eventually(() => riders.done > before + 50);
    expect((await differences(system)).filter((one) => one.startsWith(ride.id))).toHaveLength(1);

    expect(await runJob(system, 'rebuild')).toMatchObject({ code: 0 });
    expect((await askGateway(system, 'x-2')).body).toMatchObject({ ride: { id: ride.id, version: 2 } });
    await riders.stop();
    await untilCopiesEqual(system, 'stream wiped and copy emptied');
  }, 60_000);

  it('finds, reports and repairs five rows that were corrupted under load', async () => {
    const riders = await startLoad();
    const completed = await system.sql(
      'driver_service',
      "SELECT ride_id FROM ride_copy WHERE status = 'COMPLETED' ORDER BY ride_id LIMIT 5",
    );
    expect(completed).toHaveLength(5);
    const changes = [
      'pickup_lat = 0',
      "driver_id = 'somebody'",
      "status = 'CANCELLED'",
      'version = version + 90',
      'version = version - 1',
    ];
    for (const [index, change] of changes.entries()) {
      await system.sql('driver_service', `UPDATE ride_copy SET ${change} WHERE ride_id = $1`, [
        completed[index]?.['ride_id'],
      ]);
    }
    const { code, output } = await runJob(system, 'reconcile');
    expect(code).toBe(0);
    expect(output).toMatch(/repaired: \d+ missing, [1-9]\d* behind, 1 ahead, 3 different, 0 extra/);
    await riders.stop();
    await untilCopiesEqual(system, 'five rows corrupted');
    expect(await isReady(system.driverService)).toBe(true);
  }, 60_000);
});
