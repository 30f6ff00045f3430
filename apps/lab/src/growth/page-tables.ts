import { plain } from '../format/format';
import type { Assumed } from './assumptions';
import { type Break, settingsExceeded, threadsFilledBy } from './breaks-first';
import type { CostGrowth } from './cost-growth';
import type { Demands, Source } from './demands';
import type { Measured } from './measured';
import { type Cores, coresOfReads, joinOf, type Needs, readBy } from './needs';
import { amount, linked, rough, tableText, time } from './page-text';

type Names = readonly { readonly name: string }[];

/** A row for each thing, a column for each size. */
const sideBySide = (
  needs: readonly Needs[],
  sizes: Names,
  rows: readonly (readonly [string, (of: Needs) => string])[],
): string =>
  tableText(
    ['', ...sizes.map(({ name }) => name)],
    rows.map(([what, shown]) => [what, ...needs.map(shown)]),
  );

export const needsTable = (needs: readonly Needs[], sizes: Names, assumed: Assumed): string =>
  sideBySide(needs, sizes, [
    ['drivers online at once', ({ drivers }) => rough(drivers)],
    ['driver updates a second', ({ load }) => plain(load.updates)],
    ['changes of rides a second', ({ load }) => plain(load.changes)],
    ['reads a second', ({ load }) => plain(load.reads)],
    ['instances of Driver Service', ({ instances }) => plain(instances.driver)],
    ['instances of Ride Service', ({ instances }) => plain(instances.ride)],
    [
      `instances of ${assumed.consumers - 1} other consumers, together`,
      ({ instances }) => plain(instances.consumers),
    ],
    ['memory of these instances, idle', ({ memoryBytes }) => amount(memoryBytes)],
    ['databases of drivers, split by driver id', ({ primaries }) => plain(primaries.driver)],
    ['databases of rides, each with a relay', ({ primaries }) => plain(primaries.ride)],
    ['databases of other consumers', ({ primaries }) => plain(primaries.consumers)],
    ['streams of driver updates, split by subject', ({ streams }) => plain(streams.updates)],
    ['streams of ride events, split by subject', ({ streams }) => plain(streams.events)],
    ['servers of NATS', ({ natsServers }) => plain(natsServers)],
    ['vCPUs of Node', ({ vcpus }) => plain(vcpus.node)],
    ['vCPUs of Postgres, standbys included', ({ vcpus }) => plain(vcpus.postgres)],
    ['vCPUs of NATS', ({ vcpus }) => plain(vcpus.nats)],
    ['into streams a second, all replicas', ({ network }) => amount(network.intoStreams)],
    ['kept in streams, all replicas', ({ kept }) => amount(kept.inStreams)],
    ['rides kept in the databases', ({ kept }) => rough(kept.rides)],
    ['kept in databases, standbys included', ({ kept }) => amount(kept.inDatabases)],
    ['over the network a second', ({ network }) => amount(network.all)],
    ['of it from zone to zone', ({ network }) => amount(network.betweenZones)],
  ]);

export const moneyTable = (needs: readonly Needs[], sizes: Names): string =>
  sideBySide(needs, sizes, [
    ['vCPUs', ({ money }) => rough(money.cpu)],
    ['disk', ({ money }) => rough(money.disk)],
    ['traffic from zone to zone', ({ money }) => rough(money.network)],
    ['all', ({ money }) => rough(money.all)],
    ['for a driver online', ({ money, drivers }) => plain(money.all / drivers)],
  ]);

const COLUMNS: readonly (readonly [string, (cores: Cores) => number])[] = [
  ['Driver Service', ({ driver }) => driver],
  ['Ride Service', ({ ride }) => ride],
  ['other consumers', ({ consumers }) => consumers],
  ["drivers' Postgres", ({ driverPostgres }) => driverPostgres],
  ["rides' Postgres", ({ ridePostgres }) => ridePostgres],
  ["consumers' Postgres", ({ consumersPostgres }) => consumersPostgres],
  ['NATS', ({ nats }) => nats],
];

const PATHS = [
  ['driver updates', 'updates'],
  ['changes of rides', 'changes'],
  ['other consumers of ride events', 'consumers'],
  ['reads', 'reads'],
] as const;

export const pathsTable = (needs: readonly Needs[], sizes: Names): string =>
  tableText(
    ['', 'path', ...COLUMNS.map(([head]) => head)],
    needs.flatMap(({ paths }, index) =>
      PATHS.map(([name, path], row) => [
        row === 0 ? (sizes[index]?.name ?? '') : '',
        name,
        ...COLUMNS.map(([, of]) => plain(of(paths[path]))),
      ]),
    ),
  );

/** With the measured CPU behind it. */
export const readsTable = (needs: readonly Needs[], demands: Demands, sizes: Names, lab: Measured): string =>
  tableText(
    ['approach', 'CPU seconds for 1,000', ...sizes.map(({ name }) => name), 'gain of four instances'],
    Object.keys(demands.reads).map((approach) => {
      const of = needs.map(({ load }) => coresOfReads(load.reads, readBy(approach, demands)));
      return [
        approach,
        linked(lab.figure('capacity', { side: approach, metric: 'cpuAll' })),
        ...of.map(({ driver, ride, driverPostgres, nats }) => plain(driver + ride + driverPostgres + nats)),
        linked(lab.figure('capacity', { side: approach, metric: 'gainOfFour' })),
      ];
    }),
  );

export const breaksTable = (breaks: readonly Break[]): string =>
  tableText(
    ['full first', 'at drivers online', 'what to add'],
    breaks.map(({ what, drivers, add }) => [what, rough(drivers), add]),
  );

export const settingsTable = (assumed: Assumed): string =>
  tableText(
    ['stream', 'too small from, drivers', 'what happens'],
    settingsExceeded(assumed).map(({ what, drivers, add }) => [`\`${what}\``, rough(drivers), add]),
  );

export const threadsTable = (demands: Demands, assumed: Assumed): string =>
  tableText(
    ['read by', 'drivers that fill one driver-service', 'drivers that fill one ride-service'],
    Object.keys(demands.reads).map((approach) => {
      const { driver, ride } = threadsFilledBy(demands, assumed, approach);
      return [approach, rough(driver), rough(ride)];
    }),
  );

export const costsTable = (growths: readonly CostGrowth[]): string =>
  tableText(
    ['cost', 'by', 'from', 'to', 'factor', 'so it is'],
    growths.map(({ cost, of, from, to, first, last, factor, kind }) => [
      cost,
      `${rough(from)} to ${rough(to)} ${of}`,
      linked(first),
      linked(last),
      plain(factor),
      kind,
    ]),
  );

export const joinsTable = (needs: readonly Needs[], demands: Demands, sizes: Names): string =>
  tableText(
    ['', 'copy', 'one job', 'a job for each database', 'bytes', "the owner's CPU"],
    needs.flatMap((of, index) =>
      Object.entries(demands.joins).map(([side, demand], row) => {
        const join = joinOf(of, demand);
        return [
          row === 0 ? (sizes[index]?.name ?? '') : '',
          side === 'hybrid/none' ? 'essential fields' : 'whole rides',
          ...[time(join.secondsOfOneJob), time(join.secondsByDatabase), amount(join.bytes)],
          time(join.ownerCpuSeconds),
        ];
      }),
    ),
  );

export const sourcesTable = (sources: readonly Source[]): string =>
  tableText(
    ['figure', 'what it is taken for'],
    sources.map(({ figures, says }) => [figures.map(linked).join(', '), says]),
  );
