import { type Results } from '../results';
import { answerClaims, CLAIMS } from './claims';
import { aRun, AS_SAID, OPPOSITE } from '../../../test/claims.builder';
import { type Verdict } from './finding';
import { aFullRun, aMeasured, aVariant, someResults } from '../../../test/tradeoffs.builder';
import { sectionsOf } from './sections';

const verdictsOf = (results: Results): Map<string, Verdict> =>
  new Map(answerClaims(results).map(({ id, verdict }) => [id, verdict]));

const measurable = answerClaims(aRun(AS_SAID)).filter(({ verdict }) => verdict !== 'not measured');

/** What is no comparison of two figures that could be alike. */
const ABOUT_ONE_FIGURE = [
  'event-replication-loose',
  'event-replication-isolates',
  'sync-api-newest',
  'database-view-integrity',
  'database-view-coupled',
  'synchronous-slower-when-busy',
  'asynchronous-inconsistent',
  'asynchronous-converges',
  'asynchronous-own-pace',
  'asynchronous-order',
  'consistency-strong',
  'consistency-eventual',
];

describe('the claims', () => {
  it('have ids of their own', () => {
    expect(new Set(CLAIMS.map(({ id }) => id)).size).toBe(CLAIMS.length);
  });

  it('speak of every approach, of calls and events, and of what they are weighed by', () => {
    expect([...new Set(CLAIMS.map(({ topic }) => topic))]).toEqual([
      'event-replication',
      'sync-api',
      'database-view',
      'shared-cache',
      'shared-files',
      'hybrid',
      'synchronous',
      'asynchronous',
      'gateway',
      'consistency',
      'performance',
      'scaling',
    ]);
  });

  it('say why, where no run can measure them', () => {
    const never = answerClaims(aRun(AS_SAID)).filter(({ verdict }) => verdict === 'not measured');
    for (const { measured } of never)
      expect(measured).toMatch(/judgement|deploying|tests of assignments|one amount/);
    expect(measurable.length).toBeGreaterThan(30);
  });

  it('rest on figures that the report shows', () => {
    const results = aRun(AS_SAID);
    const claims = answerClaims(results);
    const shown = sectionsOf(results, claims).flatMap(({ tables }) =>
      tables.flatMap(({ rows }) => rows.flatMap((row) => row.map(({ id }) => id))),
    );
    const missing = claims.flatMap(({ figures }) => figures).filter((anchor) => !shown.includes(anchor));
    expect(missing).toEqual([]);
  });
});

describe.each(measurable.map(({ id, says }) => ({ id, says })))('$id: $says', ({ id }) => {
  it('holds when the figures are so', () => {
    expect(verdictsOf(aRun(AS_SAID)).get(id)).toBe('holds');
  });

  it('does not hold when they are the other way round', () => {
    expect(verdictsOf(aRun(OPPOSITE)).get(id)).toBe('does not hold');
  });

  it('was not measured when its variants are missing', () => {
    expect(verdictsOf(someResults([])).get(id)).toBe('not measured');
  });
});

it.each(measurable.map(({ id }) => id).filter((id) => !ABOUT_ONE_FIGURE.includes(id)))(
  '%s shows no clear difference when all variants are alike',
  (id) => {
    expect(verdictsOf(aFullRun()).get(id)).toBe('no clear difference');
  },
);

describe('a comparison of repeats', () => {
  const LATENCY = 'performance-latency';
  const found = (sync: readonly number[], events: readonly number[]) => {
    const repeats = (p50s: readonly number[]) => p50s.map((p50) => aMeasured({ p50 }));
    const results = someResults([
      aVariant('sync-api', { repeats: repeats(sync) }),
      aVariant('event-replication', { repeats: repeats(events) }),
    ]);
    return answerClaims(results).find(({ id }) => id === LATENCY);
  };

  it('says by which factor, and which figures, when the repeats are apart', () => {
    expect(found([4, 3.8, 4.4], [2, 1.9, 2.1])).toMatchObject({
      verdict: 'holds',
      factor: 2,
      measured: 'p50: sync-api 4 ms (3.8 ms–4.4 ms), event-replication 2 ms (1.9 ms–2.1 ms)',
      figures: ['p50-sync-api', 'p50-event-replication'],
    });
  });

  it('says nothing when one repeat reaches into the others', () => {
    expect(found([4, 3.8, 2.05], [2, 1.9, 2.1])).toMatchObject({
      verdict: 'no clear difference',
      factor: null,
    });
  });

  it('says nothing about a single repeat, whose spread nobody knows', () => {
    expect(found([4], [2])).toMatchObject({
      verdict: 'not measured',
      measured: 'one repeat tells no spread of p50',
    });
  });
});

it('a claim about faults was not measured when the fault was not tried', () => {
  const results = aRun(AS_SAID);
  const variants = results.variants.map((variant) => ({ ...variant, faults: [] }));
  const spreads = answerClaims({ ...results, variants }).find(({ id }) => id === 'sync-api-spreads');
  expect(spreads).toMatchObject({
    verdict: 'not measured',
    measured: 'failed while the owner is dead of sync-api was not measured',
  });
});
