import { type DriverUpdate } from '@ride-hailing/contracts';
import { MessagingEvents } from '@ride-hailing/messaging';
import { aDriverUpdate, seededRandom, shuffled } from '@ride-hailing/testing';
import { Component } from '../../test/component';

const DRIVERS = 20_000;
const UPDATES = 100_000;
const seed = Date.now() % 1_000_000;

/** Each driver's updates with growing sequences, in any order. */
function waitingUpdates(random: () => number): DriverUpdate[] {
  const updates = Array.from({ length: UPDATES }, (_, index) =>
    aDriverUpdate({
      driverId: `d-${index % DRIVERS}`,
      sequence: 1_795_384_000_000 + Math.floor(index / DRIVERS) * 1_000,
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

describe(`the pipeline of driver updates (seed ${seed})`, () => {
  let component: Component;

  beforeAll(async () => {
    component = await Component.prepare();
  }, 90_000);

  afterAll(() => component.stop());

  it(`applies ${UPDATES} waiting updates of ${DRIVERS} drivers exactly`, async () => {
    const updates = waitingUpdates(seededRandom(seed));
    await component.say(...updates);
    let firstBatchAt = 0;
    let handling = 0;
    const startedAt = performance.now();
    await component.startService({}, (events: MessagingEvents) => {
      events.on('batch', ({ tookMs }) => {
        firstBatchAt ||= performance.now() - tookMs;
        handling += tookMs;
      });
    });
    await component.allSettled(60_000);
    const seconds = (performance.now() - firstBatchAt) / 1_000;
    console.log(
      `${UPDATES} waiting updates of ${DRIVERS} drivers: ${Math.round(UPDATES / seconds)} a second ` +
        `(${Math.round(handling)} ms in the handler, first batch ${Math.round(firstBatchAt - startedAt)} ms after the start)`,
    );

    const { rows } = await component.database.pool.query<Record<string, unknown>>(
      'SELECT driver_id, sequence::float8 AS sequence, lat, lng, available FROM driver_positions',
    );
    const expected = [...newestOf(updates).values()].map(({ driverId, sequence, position, available }) =>
      [driverId, sequence, position.lat, position.lng, available].join(),
    );
    expect(rows.map((row) => Object.values(row).join()).sort()).toEqual(expected.sort());
    expect(component.deadLetters).toEqual([]);
  }, 120_000);
});
