import { APPROACHES } from '@ride-hailing/contracts';
import { workspaceRoot } from '@ride-hailing/stack';
import { UnverifiedError } from '../../lab.errors';
import type { Metric, Side } from '../../results/results';
import type { Claim, Experiment, Topic } from '../../runner/experiment';
import { all, higher, lower, type Rule } from '../../verdicts/rule';
import { EffortCount } from './effort-count';
import { readSourceTree } from './source-tree';

/** Twice as much code is another kind of work; a twentieth more or less is taste. */
const LINES = { times: 1.05 } as const;
/** A single stream, table or setting is a difference when two are compared. */
const ONE = { by: 0.5 } as const;
const EXACT = true;

const TWICE = 2;
/** How many more things there are to run, set and know than with the approach that has the fewest. */
const SEVERAL = 4.5;

const simple = (side: string): Rule =>
  all(
    lower({ metric: 'timesLeastLines', side }, TWICE, LINES, EXACT),
    lower({ metric: 'partsOverLeast', side }, SEVERAL, { by: 0.25 }, EXACT),
  );
const complex = (side: string): Rule =>
  all(
    higher({ metric: 'timesLeastLines', side }, TWICE, LINES, EXACT),
    higher({ metric: 'partsOverLeast', side }, SEVERAL, { by: 0.25 }, EXACT),
  );
const moreThan = (side: string, than: string): Rule =>
  all(
    higher({ metric: 'lines', side }, than, { times: 1.1 }, EXACT),
    higher({ metric: 'parts', side }, than, ONE, EXACT),
  );

const IS_SIMPLE =
  'less than twice the lines of the approach with the fewest, and fewer than five more moving parts';
const IS_COMPLEX =
  'at least twice the lines of the approach with the fewest, and at least five more moving parts';

/** Written before anything was counted. */
export const CLAIMS: readonly Claim[] = [
  { id: 'event-replication-complex', means: IS_COMPLEX, rule: complex('event-replication') },
  { id: 'shared-cache-complex', means: IS_COMPLEX, rule: complex('shared-cache') },
  { id: 'sync-api-simple', means: IS_SIMPLE, rule: simple('sync-api') },
  { id: 'database-view-simple', means: IS_SIMPLE, rule: simple('database-view') },
  { id: 'shared-files-simple', means: IS_SIMPLE, rule: simple('shared-files') },
  {
    id: 'hybrid-complex',
    means: 'more lines, by a tenth, and more moving parts than either of the two ways that it joins',
    rule: all(moreThan('hybrid', 'sync-api'), moreThan('hybrid', 'event-replication')),
  },
  {
    id: 'gateway-simple',
    means:
      'less than twice the lines of what two plain calls would need of the same code, and fewer than five more moving parts',
    rule: simple('coordinator'),
  },
  {
    id: 'asynchronous-complex',
    means: 'event-replication has more lines, by a tenth, and more moving parts than sync-api',
    rule: moreThan('event-replication', 'sync-api'),
  },
  {
    id: 'database-view-rigid',
    means: 'renaming a shared field takes more steps in order through the view than by calls',
    rule: higher({ metric: 'steps', side: 'database-view' }, 'sync-api', ONE, EXACT),
  },
];

const counted = (id: string, label: string, unit: Metric['unit'] = 'parts'): Metric => ({
  ...{ id, label, unit, better: 'lower' },
});

const METRICS: readonly Metric[] = [
  counted('lines', 'lines beyond what is there anyway', 'lines'),
  counted('files', 'their files', 'files'),
  counted('readingLines', 'of them in Driver Service', 'lines'),
  counted('ownerLines', 'of them in Ride Service', 'lines'),
  counted('libraryLines', 'of them in libraries', 'lines'),
  counted('ownLines', 'of them needed by no other approach', 'lines'),
  counted('totalLines', 'with what is there anyway', 'lines'),
  counted('timesLeastLines', 'relative to the fewest lines of its kind', 'times'),
  counted('parts', 'moving parts'),
  counted('partsOverLeast', 'more than the fewest of its kind'),
  counted('streams', 'streams'),
  counted('consumers', 'durable consumers'),
  counted('tables', 'tables filled, and views'),
  counted('buckets', 'buckets'),
  counted('rights', 'logins and grants'),
  counted('settings', 'settings'),
  counted('failures', 'kinds of failure to know'),
  counted('stepsAdded', 'steps in order to add a field', 'releases'),
  counted('steps', 'steps in order to rename a field', 'releases'),
];

const SAYS =
  'Nothing runs: files, lines and moving parts are counted in the repository as it stands. An approach needs its own file, what the ' +
  'owner publishes for it, and what its answers rest on (the events with outbox and consumers, the calls with client and server, the ' +
  'shared store), and all that these import at run time; libraries are followed by imported name. Lines are those with code. Left out ' +
  'are tests, generated code, and what is there anyway: what every service has (service-kit, timing, tracing), what all six approaches ' +
  "need, and what drivers' updates and assignments need (messaging, calls). Streams, " +
  'consumers and buckets are those of the contracts that this code names; tables those that it fills; settings those of the ' +
  'configuration that bear its name. Kinds of failure are the outages that change its answers, and that answers may be old, as its ' +
  'file promises and the contract suite checks. Steps are those of docs/what-a-change-costs.md.';

const other = (id: string, says: string): Side => ({ id, kind: 'other', says });
const sides: readonly Side[] = [
  ...APPROACHES.map((id) => other(id, `the approach ${id}`)),
  other(
    'coordinator',
    'Try, Confirm and Cancel, with what both participants have for it; relative to two calls',
  ),
  other(
    'two-calls',
    'of the same code the doors, the client and the two statements, which two plain calls need as well',
  ),
];

/** How much there is to build, to run and to know. */
export const effortTopic: Topic = () => {
  const experiment: Experiment = {
    ...{
      id: 'effort',
      topic: 'effort',
      title: 'How much is there to build and to know?',
      goals: [],
      claims: CLAIMS,
    },
    ...{ says: SAYS, settings: {}, metrics: METRICS, sides, repeats: 1, secondsASide: 1, secondsAround: 4 },
    open: async ({ step }) => {
      step('counting');
      const all = new EffortCount(readSourceTree(workspaceRoot())).all();
      return {
        measure: async (side) => {
          const found = all.get(side);
          if (!found || found.files.size === 0) throw new UnverifiedError(`no file was counted for ${side}`);
          const named = Object.values(found.parts).flat().join(', ');
          return {
            values: found.values,
            verified: `${found.files.size} files were read; moving parts: ${named}`,
          };
        },
      };
    },
  };
  return [experiment];
};
