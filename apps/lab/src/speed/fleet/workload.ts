import type { DriverUpdate } from '@ride-hailing/contracts';
import { aDriverUpdate, seededRandom } from '@ride-hailing/testing';
import { FIRST_SEQUENCE } from '../../load/first-sequence';

export interface Workload {
  readonly drivers: number;
  readonly updates: number;
  readonly seed: number;
}

/** Between two updates that follow each other: room for all that come late. */
const SEQUENCE_STEP = 1_000;
/** One in so many comes after a newer one of its driver, from among the last so many. */
const LATE_EVERY = 20;
const LATE_BY_AT_MOST = 6_000;

/** Degrees, about 50 m: as far as a driver gets from one update to the next. */
const NEARBY = 0.0005;

/** Somewhere between `from` and `from + width`, always the same for a driver. */
const homeOf = (driver: number, from: number, width: number): number =>
  from + (((driver + 1) * 0.618_033_988_75 * width * 1_000) % 1) * width;

const driverIdOf = (index: number): string => `d-${index}`;

/**
 * Updates of drivers of chance, as phones send them, each newer than all before it but for some that come late: what
 * keeps the last to arrive, and not the newest, ends with wrong rows. The same workload gives the same updates.
 */
export function* updatesOf({ drivers, updates, seed }: Workload): Generator<DriverUpdate> {
  const random = seededRandom(seed);
  const ofDriver = new Int32Array(updates);
  for (let index = 0; index < updates; index += 1) {
    const isLate = index > 0 && index % LATE_EVERY === 0;
    const back = isLate ? 1 + Math.floor(random() * Math.min(index, LATE_BY_AT_MOST)) : 0;
    const driver = isLate ? (ofDriver[index - back] ?? 0) : Math.floor(random() * drivers);
    ofDriver[index] = driver;
    const before = isLate ? 1 + ((index / LATE_EVERY) % (SEQUENCE_STEP - 1)) : 0;
    const sequence = FIRST_SEQUENCE + (index - back) * SEQUENCE_STEP - before;
    yield aDriverUpdate({
      driverId: driverIdOf(driver),
      sequence,
      recordedAt: sequence,
      position: {
        lat: homeOf(driver, 37.4, 0.3) + random() * NEARBY,
        lng: homeOf(driver, 126.8, 0.4) + random() * NEARBY,
      },
      // Half of them, and now and then one changes over.
      available: (driver % 2 === 0) !== random() < 0.02,
      heading: Math.round(random() * 360),
      speed: Math.round(random() * 200) / 10,
      accuracy: 4,
      battery: 76,
    });
  }
}

/** By driver: all that was said, the newest last. */
export function sentBy(workload: Workload): Map<string, DriverUpdate[]> {
  const sent = new Map<string, DriverUpdate[]>();
  for (const update of updatesOf(workload)) {
    const said = sent.get(update.driverId);
    if (said) said.push(update);
    else sent.set(update.driverId, [update]);
  }
  for (const said of sent.values()) said.sort((a, b) => a.sequence - b.sequence);
  return sent;
}
