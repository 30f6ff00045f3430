import { type DriverUpdate } from '@ride-hailing/contracts';
import { type PortBlock, PORT_OFFSETS, reservePortBlock } from '@ride-hailing/stack';
import { aDriverUpdate, aSequence, eventually, seededRandom, shuffled, sumOf } from '@ride-hailing/testing';
import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Client } from 'pg';
import { Component } from '../../test/component';

const DRIVERS = 20_000;
const UPDATES = 100_000;
const seed = Date.now() % 1_000_000;

/** Updates with growing sequences for each driver, in random order. */
function waitingUpdates(random: () => number): DriverUpdate[] {
  const updates = Array.from({ length: UPDATES }, (_, index) =>
    aDriverUpdate({
      driverId: `d-${index % DRIVERS}`,
      sequence: aSequence(1 + Math.floor(index / DRIVERS) * 1_000),
      position: { lat: 37.4 + random() * 0.3, lng: 126.8 + random() * 0.4 },
      available: random() < 0.5,
      heading: Math.round(random() * 360),
      speed: 8.3,
      accuracy: 4,
      battery: 76,
    }),
  );
  return shuffled(updates, random);
}

const newestOf = (updates: readonly DriverUpdate[]): Map<string, DriverUpdate> => {
  const newest = new Map<string, DriverUpdate>();
  for (const update of updates) {
    const known = newest.get(update.driverId);
    if (!known || known.sequence < update.sequence) newest.set(update.driverId, update);
  }
  return newest;
};

const STOP_WITHIN_MS = 15_000;

describe(`the pipeline of driver updates (seed ${seed})`, () => {
  let component: Component;
  let service: ChildProcess | undefined;
  let ports: PortBlock;

  beforeAll(async () => {
    component = await Component.prepare();
    ports = await reservePortBlock();
  }, 90_000);

  afterAll(async () => {
    service?.kill('SIGKILL');
    await component.stop();
    await ports.release();
  });

  const keptRows = async (): Promise<string[]> => {
    const client = new Client({ connectionString: component.infrastructure.databaseUrl('driver-service') });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(
      'SELECT driver_id, sequence::float8 AS sequence, lat, lng, available FROM driver_positions',
    );
    await client.end();
    return rows.map((row) => Object.values(row).join());
  };

  it(`applies ${UPDATES} waiting updates of ${DRIVERS} drivers exactly, and ends soon after SIGTERM`, async () => {
    const updates = waitingUpdates(seededRandom(seed));
    await component.publishUpdates(...updates);
    const port = ports.base + PORT_OFFSETS.driverServiceHttp;
    service = await component.spawnService(port);
    const exit = once(service, 'exit');

    const consumed = async (): Promise<number> => {
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return sumOf(metrics, 'messages_consumed_total', 'durable="driver-service-positions"');
    };
    const endedEarly = exit.then(([code, signal]) => {
      throw new Error(`the service ended by itself: code ${code}, signal ${signal}`);
    });
    const firstCount = eventually(
      async () => {
        const count = await consumed();
        return count > 0 && { count, at: performance.now() };
      },
      { intervalMs: 10, timeoutMs: 60_000 },
    );
    endedEarly.catch(() => undefined);
    const first = await Promise.race([firstCount, endedEarly]);
    await eventually(async () => (await consumed()) >= UPDATES, { intervalMs: 100, timeoutMs: 120_000 });
    const seconds = (performance.now() - first.at) / 1_000;
    console.log(
      `${UPDATES} waiting updates of ${DRIVERS} drivers: ${Math.round((UPDATES - first.count) / seconds)} a second`,
    );

    const expected = [...newestOf(updates).values()].map(({ driverId, sequence, position, available }) =>
      [driverId, sequence, position.lat, position.lng, available].join(),
    );
    expect((await keptRows()).sort()).toEqual(expected.sort());

    const stoppedAt = performance.now();
    service.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    const stopMs = performance.now() - stoppedAt;
    console.log(`ended ${Math.round(stopMs)} ms after SIGTERM`);
    expect(stopMs).toBeLessThan(STOP_WITHIN_MS);
  }, 300_000);
});
