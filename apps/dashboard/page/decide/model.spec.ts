import fc from 'fast-check';
import MEASURED from './measured.json';
import { behaviourOf } from './behaviours';
import { LAB_RECORD_BYTES, LAB_TTL_SECONDS, outcomes } from './model';
import {
  fromScale,
  LIMITS,
  NUMBER_NAMES,
  numbersIn,
  type NumberName,
  type Numbers,
  onScale,
} from './numbers';

const USUAL = numbersIn({});

const numbers = (except: Partial<Numbers> = {}): fc.Arbitrary<Numbers> =>
  fc
    .record(
      Object.fromEntries(
        NUMBER_NAMES.map((name) => {
          const { least, most, whole } = LIMITS[name];
          const at = fc.double({ min: onScale(name, least), max: onScale(name, most), noNaN: true });
          return [name, at.map((place) => rounded(name, fromScale(name, place), whole))];
        }),
      ) as Record<NumberName, fc.Arbitrary<number>>,
    )
    .map((any) => ({ ...any, ...except }));

const rounded = (name: NumberName, value: number, whole: true | undefined) =>
  whole ? Math.max(LIMITS[name].least, Math.round(value)) : value;

function outcomeOf(variant: string, given: Partial<Numbers> = {}) {
  const found = outcomes(MEASURED, { ...USUAL, ...given }).find((one) => one.variant === variant);
  if (!found) throw new Error(`no ${variant}`);
  return found;
}

const ratio = (one: string, other: string, given: Numbers) =>
  outcomeOf(one, given).total / outcomeOf(other, given).total;

/** Not below, but for the rounding of sums. */
const isAtLeast = (value: number, least: number) => value >= least - 1e-9 * Math.abs(least);

const times = fc.double({ min: 1.01, max: 100, noNaN: true });

const THE_LAB: Partial<Numbers> = {
  ...MEASURED.workload,
  recordBytes: LAB_RECORD_BYTES,
  roundTripMs: 0,
  maxAgeSeconds: LAB_TTL_SECONDS,
  instances: 1,
};

describe('the model of Decide', () => {
  it('every variant of the lab has its behaviour in the model', () => {
    expect(MEASURED.variants.filter(({ name }) => behaviourOf(name) === null)).toEqual([]);
    expect(outcomes(MEASURED, USUAL)).toHaveLength(MEASURED.variants.length);
  });

  it("the model gives back the lab's calls and latency in the lab's own case", () => {
    for (const { name, ownerCallsPer1000Reads, readP50Ms } of MEASURED.variants) {
      const { callsPerSecond, waitMs } = outcomeOf(name, THE_LAB);
      expect(callsPerSecond).toBeCloseTo(
        (ownerCallsPer1000Reads / 1_000) * MEASURED.workload.readsPerSecond,
        6,
      );
      expect(waitMs).toBe(readP50Ms);
    }
  });

  it('who calls for each read and copies nothing takes the CPU that the lab measured', () => {
    for (const { name, cpuSecondsPer1000Reads } of MEASURED.variants) {
      if (!['sync-api', 'database-view'].includes(name)) continue;
      const { cores } = outcomeOf(name, { ...THE_LAB, readsPerSecond: 1_000 });
      expect(cores).toBeCloseTo(cpuSecondsPer1000Reads, 6);
    }
  });

  it('without changes and without a read elsewhere nothing but calls is sent', () => {
    const { bytesPerSecond, callsPerSecond } = outcomeOf('sync-api', { recordBytes: LAB_RECORD_BYTES + 140 });
    expect(bytesPerSecond).toBeCloseTo(callsPerSecond * (MEASURED.bytes.perCall + 140), 6);
    expect(outcomeOf('event-replication', { changesPerSecond: 0 }).bytesPerSecond).toBe(0);
  });

  it('an event of essential fields does not grow with the record, and a replicated record does', () => {
    const sent = (variant: string, recordBytes: number) =>
      outcomeOf(variant, { recordBytes, readsPerSecond: 0.01, changesPerSecond: 10 }).bytesPerSecond;
    const { perEssentialChange, perWholeChange } = MEASURED.bytes;
    expect(sent('hybrid/versioned', 1e6)).toBeLessThan(10 * perEssentialChange + 0.01 * 1.1e6);
    expect(sent('event-replication', 1e6)).toBeCloseTo(10 * (1e6 - LAB_RECORD_BYTES + perWholeChange), 3);
  });

  it('answers are missing only in so far as the owner is away', () => {
    fc.assert(
      fc.property(numbers({ availability: 100 }), (given) =>
        outcomes(MEASURED, given).every(({ missingPerDay }) => missingPerDay === 0),
      ),
    );
    expect(outcomeOf('sync-api', { readsPerSecond: 1, availability: 99 }).missingPerDay).toBeCloseTo(864, 3);
    expect(outcomeOf('database-view', { readsPerSecond: 1, availability: 99 }).missingPerDay).toBeCloseTo(
      864,
      3,
    );
    expect(outcomeOf('event-replication', { availability: 99 }).missingPerDay).toBe(0);
  });

  it('an answer read from the owner is never wrong, and a copy is wrong when no age at all is allowed', () => {
    fc.assert(fc.property(numbers(), (given) => outcomeOf('sync-api', given).wrongPerDay === 0));
    expect(outcomeOf('event-replication', { maxAgeSeconds: 0 }).wrongPerDay).toBeGreaterThan(0);
    expect(outcomeOf('event-replication', { maxAgeSeconds: 1, roundTripMs: 100 }).wrongPerDay).toBe(0);
    expect(outcomeOf('hybrid/ttl', { maxAgeSeconds: 1 }).wrongPerDay).toBe(0);
  });

  it('every figure is finite and none is negative, whatever the numbers are', () => {
    fc.assert(
      fc.property(numbers(), (given) =>
        outcomes(MEASURED, given)
          .flatMap(({ price, ...figures }) => [...Object.values(price), ...Object.values(figures)])
          .every((value) => typeof value !== 'number' || (Number.isFinite(value) && value >= 0)),
      ),
    );
  });

  it.each(['event-replication', 'hybrid/versioned'])(
    'more reads never make sync-api cheaper relative to %s',
    (copy) => {
      fc.assert(
        fc.property(numbers(), times, (given, more) => {
          const after = { ...given, readsPerSecond: given.readsPerSecond * more };
          return isAtLeast(ratio('sync-api', copy, after), ratio('sync-api', copy, given));
        }),
      );
    },
  );

  it.each(['event-replication', 'hybrid/versioned', 'shared-cache'])(
    'more changes never make %s cheaper, and do not touch sync-api',
    (copy) => {
      fc.assert(
        fc.property(numbers(), times, (given, more) => {
          const after = { ...given, changesPerSecond: given.changesPerSecond * more };
          return (
            isAtLeast(outcomeOf(copy, after).total, outcomeOf(copy, given).total) &&
            outcomeOf('sync-api', after).total === outcomeOf('sync-api', given).total
          );
        }),
      );
    },
  );

  it('a better owner never makes any variant dearer, and touches no replica', () => {
    fc.assert(
      fc.property(numbers({ availability: 90 }), (given) => {
        const after = outcomes(MEASURED, { ...given, availability: 99.99 });
        return outcomes(MEASURED, given).every(({ total }, index) => isAtLeast(total, after[index]!.total));
      }),
    );
  });

  it('answers that may be older never make any variant dearer', () => {
    fc.assert(
      fc.property(numbers(), times, (given, more) => {
        const after = outcomes(MEASURED, { ...given, maxAgeSeconds: given.maxAgeSeconds * more });
        return outcomes(MEASURED, given).every(({ total }, index) => isAtLeast(total, after[index]!.total));
      }),
    );
  });

  it('more instances call more with a cache in each, and not with one that they share', () => {
    const calls = (variant: string, instances: number) => outcomeOf(variant, { instances }).callsPerSecond;
    expect(calls('hybrid/versioned', 8)).toBeGreaterThan(calls('hybrid/versioned', 1));
    expect(calls('shared-cache', 8)).toBe(calls('shared-cache', 1));
  });
});
