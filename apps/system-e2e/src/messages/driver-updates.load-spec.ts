import { type DriverUpdate, driverUpdateSubject } from '@ride-hailing/contracts';
import { aDriverUpdate, aSequence, eventually, seededRandom, shuffled } from '@ride-hailing/testing';
import { type BrokerClient } from '../running-system/broker';
import { unsettled } from '../running-system/consumers';
import { call } from '../running-system/http';
import { startSystem, type System } from '../running-system/system';

const STREAM = 'DRIVER_UPDATES';
const DURABLE = 'driver-service-positions';
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

interface PositionRow {
  driver_id: string;
  sequence: string;
  lat: number;
  lng: number;
  available: boolean;
}

/** `count` updates of each driver, each newer than the one before. */
const historyOf = (prefix: string, drivers: number, count: number, random: () => number): DriverUpdate[] =>
  Array.from({ length: drivers * count }, (_, index) =>
    aDriverUpdate({
      driverId: `${prefix}-${index % drivers}`,
      sequence: aSequence(1 + Math.floor(index / drivers)),
      position: { lat: 37.4 + random() * 0.3, lng: 126.8 + random() * 0.4 },
      available: random() < 0.5,
      heading: 10,
      speed: 8,
      accuracy: 5,
      battery: 80,
    }),
  );

const newestOf = (updates: readonly DriverUpdate[]): Map<string, DriverUpdate> => {
  const newest = new Map<string, DriverUpdate>();
  for (const update of updates) {
    const known = newest.get(update.driverId);
    if (!known || known.sequence < update.sequence) newest.set(update.driverId, update);
  }
  return newest;
};

const messages = (updates: readonly DriverUpdate[]) =>
  updates.map((update) => ({ subject: driverUpdateSubject(update.driverId), data: JSON.stringify(update) }));

describe(`driver updates through the whole system (seed ${seed})`, () => {
  let system: System;
  let phones: BrokerClient;
  let operator: BrokerClient;
  const random = seededRandom(seed);

  beforeAll(async () => {
    system = await startSystem({ services: ['driver-service'] });
    phones = await system.broker('operator');
    operator = await system.broker('operator');
  }, 120_000);

  afterAll(() => system.stop());

  const waiting = async (): Promise<number> =>
    unsettled(await operator.manager(), { stream: STREAM, durable: DURABLE });
  const allConsumed = (timeoutMs = 30_000): Promise<unknown> =>
    eventually(async () => (await waiting()) === 0, { timeoutMs });

  const rowsOf = async (prefix: string): Promise<PositionRow[]> =>
    (await system.sql(
      'driver_service',
      `SELECT driver_id, sequence, lat, lng, available FROM driver_positions
       WHERE starts_with(driver_id, $1) ORDER BY driver_id`,
      [`${prefix}-`],
    )) as unknown as PositionRow[];

  const expectNewest = async (prefix: string, updates: readonly DriverUpdate[]): Promise<void> => {
    const expected = [...newestOf(updates).values()]
      .map(({ driverId, sequence, position, available }) => ({
        driver_id: driverId,
        sequence: String(sequence),
        ...position,
        available,
      }))
      .sort((a, b) => (a.driver_id < b.driver_id ? -1 : 1));
    const rows = (await rowsOf(prefix)).sort((a, b) => (a.driver_id < b.driver_id ? -1 : 1));
    expect(rows).toEqual(expected);
  };

  it('keeps exactly the newest update of each of 5,000 drivers out of 50,000 with repeats and out of order', async () => {
    const history = historyOf('mixed', 5_000, 9, random);
    const repeated = history.filter(() => random() < 0.12).slice(0, 5_000);
    const updates = shuffled([...history, ...repeated], random);
    expect(updates.length).toBeGreaterThanOrEqual(50_000);
    await phones.publishAll(messages(updates));
    await allConsumed();
    await expectNewest('mixed', updates);
  }, 90_000);

  it('changes nothing when the whole stream of driver updates is read a second time', async () => {
    const before = await rowsOf('mixed');
    const manager = await operator.manager();
    const { config } = await manager.consumers.info(STREAM, DURABLE);
    await manager.consumers.delete(STREAM, DURABLE);
    await manager.consumers.add(STREAM, config);
    await eventually(
      async () => (await manager.consumers.info(STREAM, DURABLE)).delivered.consumer_seq >= 50_000,
      {
        timeoutMs: 60_000,
      },
    );
    await allConsumed();
    expect(await rowsOf('mixed')).toEqual(before);
  }, 120_000);

  it('loses no update when driver-service is killed in the middle of the stream', async () => {
    const updates = shuffled(historyOf('killed', 5_000, 8, random), random);
    const service = system.process('driver-service');
    const publishing = phones.publishAll(messages(updates));
    await eventually(async () => (await rowsOf('killed')).length > 100, { intervalMs: 10 });
    await service.kill('SIGKILL');
    await publishing;
    await service.start();
    // Messages that were in flight to the killed process are redelivered after their ack wait (30 s).
    await allConsumed(90_000);
    await expectNewest('killed', updates);
  }, 150_000);

  it('puts each invalid update into the dead letters once, with its reason, and delays no other', async () => {
    const deadBefore = await operator.messagesOf('DEAD_LETTERS_DRIVER_UPDATES');
    const valid = historyOf('beside', 200, 1, random);
    const bad = (driverId: string, data: string | Uint8Array) => ({
      subject: `drivers.update.${driverId}`,
      data,
    });
    const invalid = [
      bad('bad-1', '{"driverId":'),
      bad('bad-2', Uint8Array.of(0xff, 0xfe)),
      bad('bad-3', JSON.stringify(aDriverUpdate({ driverId: 'bad-3', position: { lat: 123, lng: 0 } }))),
      bad('bad-4', JSON.stringify(aDriverUpdate({ driverId: 'somebody-else' }))),
      bad('bad-5', JSON.stringify({ hello: 'world' })),
      bad('bad-6', ''),
      bad('bad-7', JSON.stringify(aDriverUpdate({ driverId: 'bad-7', sequence: Number.MAX_SAFE_INTEGER }))),
    ];
    const started = performance.now();
    await phones.publishAll(shuffled([...messages(valid), ...invalid], random));
    await eventually(async () => (await rowsOf('beside')).length === valid.length, { timeoutMs: 5_000 });
    console.log(
      `200 valid updates among 7 invalid ones applied within ${Math.round(performance.now() - started)} ms`,
    );
    await allConsumed();

    const dead = (await operator.messagesOf('DEAD_LETTERS_DRIVER_UPDATES')).slice(deadBefore.length);
    const bySubject = Object.fromEntries(
      dead.map(({ header }) => [header.get('dead-letter-subject'), header.get('dead-letter-reason')]),
    );
    expect(dead).toHaveLength(invalid.length);
    expect(bySubject).toEqual({
      'drivers.update.bad-1': expect.stringContaining('not JSON') as string,
      'drivers.update.bad-2': expect.stringContaining('not UTF-8') as string,
      'drivers.update.bad-3': expect.stringContaining('position.lat') as string,
      'drivers.update.bad-4': expect.stringContaining('subject') as string,
      'drivers.update.bad-5': expect.stringContaining('driverId') as string,
      'drivers.update.bad-6': expect.stringContaining('not JSON') as string,
      'drivers.update.bad-7': expect.stringContaining('sequence: 9007199254740991') as string,
    });
    for (const { header, subject } of dead) {
      expect(subject).toBe(`dead-letters.driver-service.${DURABLE}.${header.get('dead-letter-subject')}`);
      expect(header.get('dead-letter-stream')).toBe(STREAM);
      expect(Number(header.get('dead-letter-sequence'))).toBeGreaterThan(0);
    }
    await expectNewest('beside', valid);
  }, 60_000);

  it('applies 100,000 waiting updates of 20,000 drivers exactly', async () => {
    const service = system.process('driver-service');
    await service.stop();
    const updates = shuffled(historyOf('waiting', 20_000, 5, random), random);
    await phones.publishAll(messages(updates));
    await service.start();
    const first = await eventually(async () => (await waiting()) < updates.length && performance.now(), {
      intervalMs: 5,
      timeoutMs: 30_000,
    });
    const left = await waiting();
    await eventually(async () => (await waiting()) === 0, { intervalMs: 20, timeoutMs: 60_000 });
    const seconds = (performance.now() - first) / 1_000;
    console.log(`${left} waiting updates applied at ${Math.round(left / seconds)} a second`);
    await expectNewest('waiting', updates);
    expect((await call(`${system.driverService}/drivers/waiting-0`)).status).toBe(200);
  }, 150_000);
});
