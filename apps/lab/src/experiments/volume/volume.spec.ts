import type { Stack } from '@ride-hailing/stack';
import type { ExperimentResult, Sample } from '../../results/results';
import type { Experiment } from '../../runner/experiment';
import { decide } from '../../verdicts/decide';
import { variantNamed } from '../../world/variants';
import { fill } from './fills';
import { placesOf, storedBeside } from './places-of-rides';
import { recordBytes } from './record-bytes';
import { recordsOf } from './records.experiment';
import { growthOf, ridesOf } from './rides.experiment';

const at = (rides: number, p50: number, failed = 0) => ({
  ...{ at: rides, values: { p50, failed }, verified: 'planted' },
});

describe('the places of rides', () => {
  it.each([
    ['sync-api', []],
    ['database-view', []],
    ['hybrid/versioned', ['RIDE_EVENTS', 'driver_service.ride_copy']],
    ['event-replication', ['RIDE_EVENTS', 'driver_service.ride_replica', 'RIDE_DOCUMENTS']],
    ['shared-files', ['RIDE_EVENTS', 'OBJ_CURRENT_RIDE_FILES']],
  ])('are for %s those that it fills, with the events that fill them', (name, places) => {
    expect(placesOf(variantNamed(name))).toEqual(expect.arrayContaining(places));
    const bytes = { 'driver_service.driver_positions': 5, 'ride_service.rides': 7, RIDE_EVENTS: 1 };
    const own = Object.fromEntries(places.map((place) => [place, 10]));
    expect(storedBeside(variantNamed(name), { ...bytes, ...own })).toBe(places.length * 10);
  });
});

describe('the growth of an answer', () => {
  it('compares the most rides with the fewest, in whatever order they were read', () => {
    const growth = [expect.objectContaining({ values: { growth: 3 } })];
    expect(growthOf([at(1_000, 2), at(10_000, 9), at(100_000, 6)])).toEqual(growth);
    expect(growthOf([at(100_000, 6), at(1_000, 2)])).toEqual(growth);
  });

  it('is none when more than a tenth of the reads of the fewest or of the most failed', () => {
    expect(growthOf([at(1_000, 2), at(100_000, 6, 0.11)])).toEqual([]);
    expect(growthOf([at(1_000, 2), at(10_000, 3, 0.5), at(100_000, 6, 0.1)])).toHaveLength(1);
  });
});

describe('the job that fills a new consumer', () => {
  it('fails when its program fails, and says what that said', async () => {
    const job = {
      table: 'none',
      job: ['no-such-program.ts'],
      peer: () => '127.0.0.1:1',
      env: () => ({}),
      isOwners: true,
    };
    const filled = fill(job, {} as Stack, new AbortController().signal);
    await expect(filled).rejects.toThrow(/no-such-program\.ts ended with 1: [^]*Cannot find module/);
  });
});

describe('the bytes of a record', () => {
  it('are those of the ride and its details, in UTF-8, without the sources', () => {
    const body = { ride: { id: 'a' }, details: { notes: 'é' }, sources: { long: 'x'.repeat(100) } };
    expect(recordBytes(body)).toBe(Buffer.byteLength('{"ride":{"id":"a"},"details":{"notes":"é"}}'));
    expect(recordBytes(body, { notes: '' })).toBe(recordBytes(body) - 2);
  });
});

type Figures = Readonly<Record<string, readonly Omit<Sample, 'repeat' | 'atSecond' | 'verified'>[]>>;

/** The same figures in each of three repeats. */
const resultOf = (experiment: Experiment, figures: Figures): ExperimentResult => ({
  ...experiment,
  profiles: [],
  sides: experiment.sides.map((side) => ({
    ...side,
    samples: [0, 1, 2].flatMap((repeat) =>
      (figures[side.id] ?? []).map((one) => ({ repeat, atSecond: 0, verified: 'planted', ...one })),
    ),
  })),
});

function verdictOf(experiment: Experiment, id: string, figures: Figures): string | undefined {
  const claim = experiment.claims?.find((one) => one.id === id);
  return claim && decide(claim.rule, resultOf(experiment, figures)).verdict;
}

describe('the verdicts on volume', () => {
  const rides = ridesOf({ quick: true });
  const records = recordsOf({ quick: true });
  const grows = (sync: number, events: number): Figures => ({
    'sync-api': [{ values: { growth: sync } }],
    'event-replication': [{ values: { growth: events } }],
  });
  const stores = (side: string, few: number, many: number) => ({
    [side]: [
      { at: 1_000, values: { stored: few } },
      { at: 10_000, values: { stored: many } },
    ],
  });
  const takes = (files: number, copy: number, view: number): Figures => {
    const both = (p50: number) => [0.5, 8].map((kib) => ({ at: kib, values: { p50 } }));
    return { 'shared-files': both(files), 'event-replication': both(copy), 'database-view': both(view) };
  };

  it.each([
    ['holds', 2, 1],
    ['equal', 1.02, 1],
    ['does not hold', 1, 2],
  ])('on growth %s as the figures say', (verdict, sync, events) => {
    expect(verdictOf(rides, 'scaling-volume', grows(sync, events))).toBe(verdict);
  });

  it.each([
    ['holds', 0, 9_000],
    ['does not hold', 9_000, 8_000],
  ])('on storage %s as the figures say', (verdict, sync, events) => {
    const figures = { ...stores('sync-api', 0, sync), ...stores('event-replication', 9_000, events) };
    expect(verdictOf(rides, 'performance-storage', figures)).toBe(verdict);
  });

  it.each([
    ['holds', 100, 1_000],
    ['holds when', 300, 1_000],
    ['does not hold', 300, 9_000],
  ])('on the space that hybrid saves %s as the figures say', (verdict, few, many) => {
    const figures = { ...stores('hybrid/versioned', few, many), ...stores('event-replication', 200, 2_000) };
    expect(verdictOf(rides, 'hybrid-smaller', figures)).toBe(verdict);
  });

  it.each([
    ['holds', 3, 2, 2],
    ['does not hold', 3, 2, 4],
    ['does not hold', 1, 2, 2],
  ])('on files %s as the figures say of the copy and of the view', (verdict, files, copy, view) => {
    expect(verdictOf(records, 'shared-files-slow', takes(files, copy, view))).toBe(verdict);
  });
});
