import { APPROACHES } from '@ride-hailing/contracts';
import { workspaceRoot } from '@ride-hailing/stack';
import type { ExperimentResult } from '../../results/results';
import { decide } from '../../verdicts/decide';
import { CLAIMS, effortTopic } from './effort.experiment';
import { EffortCount } from './effort-count';
import { FOLDERS_OF_APPROACHES } from './roots';
import { readSourceTree, type SourceTree } from './source-tree';

const tree = readSourceTree(workspaceRoot());
const standing = new EffortCount(tree);
const counted = standing.all();
const countOf = (changed: SourceTree) => new EffortCount(changed, standing).all();
const valuesOf = (name: string, all = counted) => all.get(name)?.values ?? {};
const partsOf = (name: string, all = counted) => all.get(name)?.parts;

/** Only these two import or register what belongs to single approaches. */
const REGISTERS = /\/all-(approaches|publications)\.ts$|\/publications\.module\.ts$|\/publication-parts\.ts$/;

const DRIVER = 'apps/driver-service/src';
const edited = (file: string, from: string | RegExp, to: string): SourceTree => {
  const text = tree.get(file) ?? '';
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} has no ${from}`);
  return new Map(tree).set(file, changed);
};

const resultOf = (all: typeof counted): ExperimentResult => {
  const [experiment] = effortTopic({ topics: ['effort'], repeats: 1, seed: 1, quick: false });
  if (!experiment) throw new Error('no experiment');
  const sides = experiment.sides.map((side) => ({
    ...side,
    samples: [{ repeat: 0, atSecond: 0, verified: 'counted', values: all.get(side.id)?.values ?? {} }],
  }));
  return { ...experiment, sides, profiles: [] };
};
const verdictOn = (id: string, all: typeof counted) => {
  const claim = CLAIMS.find((one) => one.id === id);
  return claim && decide(claim.rule, resultOf(all)).verdict;
};

describe('the effort of each approach', () => {
  it('counts each file of the folders of approaches for one of them, or for all', () => {
    const all = APPROACHES.flatMap((name) => [...(counted.get(name)?.files ?? [])]);
    const common = valuesOf('sync-api').totalLines! - valuesOf('sync-api').lines!;
    expect(common).toBeGreaterThan(0);
    const forgotten = [...tree.keys()].filter(
      (file) => FOLDERS_OF_APPROACHES.some((folder) => file.startsWith(folder)) && !all.includes(file),
    );
    const ofAll =
      /\/(approaches\/(local-essentials\.query|whole-ride)|ride-details\/(caching-choice|ride-details\.port))\.ts$/;
    expect(forgotten.filter((file) => !REGISTERS.test(file) && !ofAll.test(file))).toEqual([]);
  });

  it('finds the moving parts by name', () => {
    expect(partsOf('event-replication')).toMatchObject({
      streams: ['DEAD_LETTERS', 'DEAD_LETTERS_RIDE_DOCUMENTS', 'RIDE_DOCUMENTS', 'RIDE_EVENTS'],
      consumers: ['driver-service-ride-replica', 'ride-service-documents'],
      tables: ['outbox', 'ride_replica'],
    });
    expect(partsOf('shared-files')).toMatchObject({ buckets: ['OBJ_CURRENT_RIDE_FILES'], rights: [] });
    expect(partsOf('database-view')).toMatchObject({
      ...{ streams: [], tables: ['published.current_rides'], settings: ['RIDE_VIEW_DATABASE_URL'] },
      failures: ['ownersDatabase away'],
      rights: expect.arrayContaining([
        'driver_service_ride_view',
        'GRANT SELECT ON published.current_rides',
      ]) as string[],
    });
    expect(partsOf('sync-api')).toMatchObject({
      streams: [],
      consumers: [],
      tables: [],
      buckets: [],
      rights: [],
    });
  });

  it.each([
    [
      'a durable consumer',
      'event-replication',
      'consumers',
      'ride-replica/ride-replica.consumer.ts',
      /DRIVER_SERVICE_RIDE_REPLICA/g,
      'GONE',
    ],
    [
      'a table',
      'event-replication',
      'tables',
      'ride-replica/ride-replica.service.ts',
      'INSERT INTO ride_replica',
      'SELECT',
    ],
    ['a setting', 'hybrid', 'settings', 'config.ts', 'cacheTtlMs: milliseconds(2_000),', ''],
    [
      'a kind of failure',
      'shared-files',
      'failures',
      'approaches/shared-files.approach.ts',
      "sharedStore: 'unavailable'",
      "sharedStore: 'whole'",
    ],
    [
      'an import',
      'hybrid',
      'files',
      'ride-copy/ride-copy.consumer.ts',
      "import { newestPerRide } from './newest-per-ride';",
      '',
    ],
    ['a line', 'sync-api', 'lines', 'approaches/current-rides.client.ts', /\n {2}[^\n]+;\n/, '\n'],
  ])('counts less when %s is removed', (_what, approach, metric, file, from, to) => {
    const without = countOf(edited(`${DRIVER}/${file}`, from, to));
    expect(valuesOf(approach, without)[metric]).toBeLessThan(valuesOf(approach)[metric]!);
  });

  it('counts fewer steps when the page of what a change costs says fewer', () => {
    const page = 'docs/what-a-change-costs.md';
    const without = countOf(edited(page, /owner with both, consumer, owner /, 'owner, consumer '));
    expect([valuesOf('database-view').steps, valuesOf('database-view', without).steps]).toEqual([3, 2]);
    expect(() => countOf(edited(page, /\| `database-view`/g, '| `view`'))).toThrow('no row');
  });

  it('counts the log of assignments for the coordinator alone', () => {
    expect(partsOf('coordinator')?.tables).toContain('assignments');
    expect(partsOf('two-calls')?.tables).not.toContain('assignments');
    const { files } = counted.get('two-calls')!;
    const beyond = [...files].filter((file) => !counted.get('coordinator')?.files.has(file));
    expect(beyond).toEqual([]);
  });

  it('counts neither empty lines nor comments', () => {
    const file = `${DRIVER}/approaches/sync-api.approach.ts`;
    const longer = countOf(edited(file, 'export const', '// why\n\n/** What. */\nexport const'));
    expect(valuesOf('sync-api', longer)).toEqual(valuesOf('sync-api'));
  });

  it.each([
    [
      'sync-api-simple',
      'sync-api',
      { timesLeastLines: 1, partsOverLeast: 0 },
      { timesLeastLines: 3, partsOverLeast: 9 },
    ],
    [
      'shared-cache-complex',
      'shared-cache',
      { timesLeastLines: 3, partsOverLeast: 9 },
      { timesLeastLines: 3, partsOverLeast: 2 },
    ],
    [
      'gateway-simple',
      'coordinator',
      { timesLeastLines: 1.5, partsOverLeast: 2 },
      { timesLeastLines: 1.5, partsOverLeast: 7 },
    ],
    ['database-view-rigid', 'database-view', { steps: 3 }, { steps: 0 }],
    ['hybrid-complex', 'hybrid', { lines: 9e6, parts: 99 }, { lines: 9e6, parts: 1 }],
  ])('turns the verdict on %s round when the figures are turned round', (id, side, holds, fails) => {
    const planted = (values: object) =>
      new Map(counted).set(side, {
        files: new Set<string>(),
        parts: {},
        values: { ...valuesOf(side), ...values },
      });
    expect(verdictOn(id, planted(holds))).toBe('holds');
    expect(['does not hold', 'equal']).toContain(verdictOn(id, planted(fails)));
  });
});
