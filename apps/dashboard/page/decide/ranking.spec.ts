import fc from 'fast-check';
import MEASURED from './measured.json';
import { canBe, LIMITS, numbersIn } from './numbers';
import { ranking, turns } from './ranking';

const USUAL = numbersIn({});

describe('the ranking of Decide', () => {
  it('each approach stands there once, with its cheapest variant, cheapest first', () => {
    const ranked = ranking(MEASURED, USUAL);
    expect(ranked.map(({ approach }) => approach).sort()).toEqual([
      ...['database-view', 'event-replication', 'hybrid', 'shared-cache', 'shared-files', 'sync-api'],
    ]);
    expect(ranked[0]?.margin).toBe(0);
    for (const [place, { total, margin }] of ranked.entries()) {
      expect(total).toBeGreaterThanOrEqual(ranked[place - 1]?.total ?? 0);
      expect(margin).toBeCloseTo(total / ranked[0]!.total - 1, 9);
    }
  });

  it('few reads of much that changes are cheapest without a copy, many reads of little that changes with one', () => {
    const first = (readsPerSecond: number, changesPerSecond: number) =>
      ranking(MEASURED, { ...USUAL, readsPerSecond, changesPerSecond })[0]?.approach;
    expect(['sync-api', 'database-view']).toContain(first(1, 1_000));
    expect(['event-replication', 'hybrid']).toContain(first(10_000, 1));
  });

  it('a number that turns the order does so there, and not a little before', () => {
    const found = turns(MEASURED, USUAL);
    expect(found.length).toBeGreaterThan(0);
    const now = ranking(MEASURED, USUAL)[0]?.approach;
    for (const { name, from, at, first } of found) {
      expect(first).not.toBe(now);
      expect(ranking(MEASURED, { ...USUAL, [name]: at })[0]?.approach).toBe(first);
      const before = LIMITS[name].whole ? at + Math.sign(from - at) : at + (from - at) * 0.001;
      expect(ranking(MEASURED, { ...USUAL, [name]: before })[0]?.approach).toBe(now);
    }
  });

  it('turns come nearest first, and stay within the limits of their numbers', () => {
    const found = turns(MEASURED, { ...USUAL, readsPerSecond: 5, maxAgeSeconds: 0 });
    expect(found.map(({ distance }) => distance)).toEqual(
      found.map(({ distance }) => distance).sort((a, b) => a - b),
    );
    for (const { name, at } of found) expect([name, canBe(name, at)]).toEqual([name, true]);
  });

  it('without anything measured there is no ranking and no turn', () => {
    const nothing = { ...MEASURED, variants: [] };
    expect(ranking(nothing, USUAL)).toEqual([]);
    expect(turns(nothing, USUAL)).toEqual([]);
  });

  it('numbers of an address are taken when they can be, and are as usual otherwise', () => {
    const numbers = numbersIn({ readsPerSecond: '500', instances: '2.5', availability: '101', records: '' });
    expect(numbers).toEqual({ ...USUAL, readsPerSecond: 500 });
  });

  it('whatever an address says, each number can be taken', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(LIMITS)), fc.string()), (parameters) =>
        Object.entries(numbersIn(parameters)).every(([name, value]) =>
          canBe(name as keyof typeof LIMITS, value),
        ),
      ),
    );
  });
});
