import * as contracts from '@ride-hailing/contracts';
import {
  type Approach,
  approachFacts,
  CONSUMERS,
  type ConsumerDefinition,
  DEAD_LETTER_STREAMS,
  STREAMS,
} from '@ride-hailing/contracts';
import type { CodeGraph } from './code-graph';
import { approachFile } from './roots';
import type { SourceTree } from './source-tree';

/** What has to run, to be set, or to be known besides code; each a list of names. */
export interface MovingParts {
  readonly streams: readonly string[];
  readonly consumers: readonly string[];
  /** Those that its code fills, and the views that it reads. */
  readonly tables: readonly string[];
  readonly buckets: readonly string[];
  /** Logins besides that of each service, and what is granted to them. */
  readonly rights: readonly string[];
  readonly settings: readonly string[];
  /** Parts whose outage changes an answer, and that answers may be old. */
  readonly failures: readonly string[];
}

const CONFIGS = [
  ...['driver-service', 'ride-service', 'gateway'].map((app) => `apps/${app}/src/config.ts`),
  'libs/service-kit/src/config/config-shapes.ts',
  'libs/participant/src/participant-settings.ts',
];

const SETTINGS: Readonly<Record<Approach | ReturnType<typeof approachFacts>['restsOn'][number], RegExp>> = {
  hybrid: /^(cach|allowChoice|detailsLookups)/,
  'sync-api': /^$/,
  'event-replication': /^$/,
  'database-view': /^rideView/,
  'shared-cache': /^sharedCache/,
  'shared-files': /^sharedFiles/,
  'owner-calls': /^(rideServiceGrpcUrl|detailsDeadlineMs)$/,
  events: /^$/,
  'shared-store': /^$/,
};
const COORDINATOR_SETTINGS =
  /^(assignment|coordinator|driverServiceGrpc|participant|phaseTwo|recover|reservation|rideServiceGrpc)/;

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []);
const unique = (all: readonly string[]): string[] => [...new Set(all)].sort();

const asSetting = (key: string): string => key.replaceAll(/[A-Z]/g, '_$&').toUpperCase();

function settingsOf(graph: CodeGraph, patterns: readonly RegExp[]): string[] {
  const keys = CONFIGS.flatMap((file) => [...graph.schemas(file)]);
  return unique(keys.filter((key) => patterns.some((pattern) => pattern.test(key))).map(asSetting));
}

function tablesOf(tree: SourceTree, text: string): string[] {
  const migrations = [...tree].filter(([file]) => file.endsWith('.migration.ts'));
  const views = migrations.flatMap(([, migration]) => matches(migration, /CREATE VIEW ([\w.]+)/g));
  const filled = matches(text, /(?:INSERT INTO|UPDATE) (\w+)\s+(?:AS|SET|\()/g);
  return unique([...filled, ...views.filter((view) => text.includes(view))]);
}

function rightsOf(tree: SourceTree, text: string): string[] {
  const setUp = [...tree].filter(([file]) => file.endsWith('.sql')).map(([, sql]) => sql);
  const isOfService = (role: string) => setUp.some((sql) => sql.includes(`ON DATABASE ${role} TO ${role};`));
  const logins = setUp
    .flatMap((sql) => matches(sql, /CREATE ROLE (\w+)/g))
    .filter((role) => !isOfService(role) && new RegExp(`\\b${role}\\b`).test(text));
  const granted = setUp.flatMap((sql) => matches(sql, /^(GRANT .+?);/gm));
  return unique([
    ...logins,
    ...granted.filter((grant) => logins.some((login) => grant.endsWith(login))),
    ...matches(text, /`(GRANT [A-Z]+ ON [\w. ]+) TO/g),
  ]);
}

/** As the approach's own file promises it, and the contract suite of approaches holds it to. */
function failuresOf(promises: string): string[] {
  const without = /without: \{(.*?)\}/s.exec(promises)?.[1] ?? '';
  const outages = [...without.matchAll(/(\w+): '([\w-]+)'/g)].filter(([, , answer]) => answer !== 'whole');
  const isOld = promises.includes('mayBeOlderThanOwner: true');
  return [...outages.map(([, part = '']) => `${part} away`), ...(isOld ? ['old answers'] : [])];
}

type BrokerParts = Pick<MovingParts, 'streams' | 'consumers' | 'buckets'>;

/** What must exist at the broker, by the contracts that the code imports by name. */
function brokerPartsOf(imported: ReadonlySet<string>, ownStream: string | null): BrokerParts {
  const values: unknown[] = Object.entries(contracts).flatMap(([name, value]) =>
    imported.has(name) ? [value] : [],
  );
  const consumers = CONSUMERS.filter((consumer: ConsumerDefinition) => values.includes(consumer));
  const lettersOf = ({ durable }: ConsumerDefinition) =>
    DEAD_LETTER_STREAMS.filter(({ subjects }) =>
      subjects.some((subject) => subject.split('.').includes(durable)),
    );
  const named = STREAMS.filter(
    ({ name }) =>
      name === ownStream || values.includes(name) || values.includes(name.replace(/^(KV|OBJ)_/, '')),
  );
  const streams = unique([
    ...named.map(({ name }) => name),
    ...consumers.map(({ stream }) => stream),
    ...consumers.flatMap((consumer) => lettersOf(consumer).map(({ name }) => name)),
  ]);
  const isBucket = (name: string) => /^(KV|OBJ)_/.test(name);
  return {
    streams: streams.filter((name) => !isBucket(name)),
    buckets: streams.filter(isBucket),
    consumers: consumers.map(({ durable }) => durable),
  };
}

interface Counted {
  readonly tree: SourceTree;
  readonly graph: CodeGraph;
  readonly files: ReadonlySet<string>;
}

const textOf = (tree: SourceTree, files: ReadonlySet<string>): string =>
  [...files].map((file) => tree.get(file)).join('\n');

/** @param files all that the approach needs */
export function partsOfApproach(approach: Approach, { tree, graph, files }: Counted): MovingParts {
  const { restsOn, stream } = approachFacts(approach);
  const text = textOf(tree, files);
  return {
    ...brokerPartsOf(graph.namesImported(files, 'contracts'), stream),
    tables: tablesOf(tree, text),
    rights: rightsOf(tree, text),
    settings: settingsOf(
      graph,
      [approach, ...restsOn].map((name) => SETTINGS[name]),
    ),
    failures: failuresOf(tree.get(approachFile(approach)) ?? ''),
  };
}

/** The parts of both ways to assign a ride: two plain calls fill the same tables of drivers and rides, and need two addresses. */
export const partsOfAssigning = (
  how: 'coordinator' | 'two-calls',
  { tree, graph, files }: Counted,
): Pick<MovingParts, 'tables' | 'settings'> => ({
  tables: tablesOf(tree, textOf(tree, files)),
  settings: settingsOf(graph, [how === 'coordinator' ? COORDINATOR_SETTINGS : /^(driver|ride)ServiceGrpc/]),
});

export const countOf = (parts: Partial<MovingParts>): number =>
  Object.values(parts).reduce((sum, names: readonly string[]) => sum + names.length, 0);
