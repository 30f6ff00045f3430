import { percent, plain } from '../format/format';
import { type Assumed, ASSUMPTIONS, NAMES } from './assumptions';
import { breaksOf } from './breaks-first';
import { costGrowths } from './cost-growth';
import { type Demands, demandsOf, sourcesOf } from './demands';
import type { Measured } from './measured';
import { joinOf, type Needs, needsOf } from './needs';
import {
  breaksTable,
  costsTable,
  joinsTable,
  moneyTable,
  needsTable,
  pathsTable,
  readsTable,
  settingsTable,
  sourcesTable,
  threadsTable,
} from './page-tables';
import { item, paragraph, rough, tableText, time } from './page-text';

/** A size by its name, and how many drivers are online in it at once. */
export interface NamedSize {
  readonly name: string;
  readonly drivers: number;
}

export interface PageOf {
  readonly sizes: readonly NamedSize[];
  readonly assumed: Assumed;
  readonly approach: string;
  /** As typed. */
  readonly command: string;
}

export const sizesOf = (assumed: Assumed): readonly NamedSize[] => [
  { name: 'a city', drivers: assumed.city },
  { name: 'a country', drivers: assumed.country },
  { name: 'the world', drivers: assumed.world },
];

const machine = ({ results: { machine, startedAt } }: Measured): string =>
  `${machine.cores} cores of ${machine.cpu}, on ${startedAt.slice(0, 10)}`;

const assumptionsTable = (assumed: Assumed): string =>
  tableText(
    ['option', 'what', 'taken here'],
    NAMES.map((name) => [`\`--${name}\``, ASSUMPTIONS[name].says, plain(assumed[name])]),
  );

/** What stands above the tables of one question. */
const section = (title: string, ...parts: readonly string[]): readonly string[] => [`## ${title}`, ...parts];

function whatBreaksFirst(demands: Demands, { assumed, approach }: PageOf): readonly string[] {
  const breaks = breaksOf(demands, assumed, approach);
  const [first, second] = breaks;
  return section(
    'What breaks first',
    paragraph(
      `With one of each, ${first?.what ?? 'nothing'} is full first, at ${rough(first?.drivers ?? 0)} drivers online, ` +
        `then ${second?.what ?? 'nothing'}. This is at the whole of what was measured; plan for ` +
        `${percent(assumed.utilisation)} of it, as the sizes above do.`,
    ),
    breaksTable(breaks),
    paragraph(
      'Two settings are limits as well, and no machine is: how many bytes a stream keeps at most, by the definitions in ' +
        '`libs/contracts/src/streams.ts`. From these sizes on, give the stream more, and the disk behind it:',
    ),
    settingsTable(assumed),
    paragraph('How soon the threads are full depends on how current rides are read:'),
    threadsTable(demands, assumed),
  );
}

function joining(needs: readonly Needs[], demands: Demands, sizes: readonly NamedSize[]): readonly string[] {
  const largest = needs.at(-1);
  const hybrid = demands.joins['hybrid/none'];
  const said = largest && hybrid && joinOf(largest, hybrid);
  return section(
    'A consumer joins',
    paragraph(
      'A consumer that holds nothing yet is filled from the owner with every ride that is kept. What each ride adds ' +
        'was measured between 30,000 and a million of them; one job fills one database after the other.' +
        (said
          ? ` For ${sizes.at(-1)?.name ?? ''} one job would take ${time(said.secondsOfOneJob)}, and a job for each database of ` +
            `rides ${time(said.secondsByDatabase)}. Approaches that keep nothing at the consumer are right at once.`
          : ''),
    ),
    joinsTable(needs, demands, sizes),
  );
}

const NOT_SAID = [
  'Everything is extrapolated from two cores that ran all processes and the load, over loopback. Factors of hundreds lie ' +
    'between what was measured and the larger sizes.',
  'There is no network in it: no latency between zones or regions, no loss, no certificates, no retries.',
  'Costs are taken to grow in proportion. Where the measurements show another growth, the table above says so; it is ' +
    'not put into the sizes.',
  'The system runs one stream of each kind and one primary of each service. Neither streams split by subject nor databases ' +
    'split by driver id are built; the page says how many there would have to be, and not what splitting and ' +
    'rebalancing cost.',
  'The CPU of NATS is a bound: that of storing a message has that of its publisher in it, and each replica ' +
    'is taken to need as much as the leader. Neither was measured apart.',
  'The rows that one database writes were measured with one connection; several connections would write more.',
  'The loss of a zone is not calculated. What is there for it is the part that the target utilisation leaves free, the ' +
    'replicas, the standbys, and the second instance. There are no peaks above the drivers online at once.',
  'The gateway, the access of phones, their open connections at NATS, searches for the nearest driver, maps, payments, ' +
    'logs, metrics, backups and people are not counted. Nor is the memory of Postgres and of NATS.',
  'CPU of Postgres and of NATS for a change of a ride was measured together with that of the services. What ' +
    "ride-service's thread has not used is counted for its Postgres. Reads' statements are counted for Driver Service's, " +
    'whichever they were for.',
  'A consumer beside Driver Service is taken to need for a ride event what Driver Service needs for a driver update: ' +
    'ride events were not measured with several consumers.',
  'A core is a core of the machine that was measured, and a vCPU is taken to be one.',
];

const howToRead = ({ assumed, approach }: PageOf, speed: Measured, lab: Measured): readonly string[] => [
  '**Orders of magnitude.** Trust which thing breaks first and how far apart things are, not the second digit.',
  `**Measured** figures link to their report. The speed was measured on ${machine(speed)}; the lab on ${machine(lab)}. ` +
    'The two are added as if they were one machine.',
  '**Assumed** is all in [the table of assumptions](#assumptions). Prices are examples in round figures, of no vendor ' +
    'and in no currency: put in those of your own list.',
  '**Cores** are busy all the time. A thread of Node, a core, a stream and a database are used to ' +
    `${percent(assumed.utilisation)}; vCPUs are whole and include that.`,
  `Current rides are read by ${approach}, unless a table says otherwise.`,
];

/** The page, in Markdown. */
export function growthPage(of: PageOf, speed: Measured, lab: Measured): string {
  const { sizes, assumed, approach, command } = of;
  const demands = demandsOf(speed, lab);
  const needs = sizes.map(({ drivers }) => needsOf({ drivers, approach }, demands, assumed));
  const parts = [
    '# Growth, past these machines',
    paragraph(
      'What a city, a country and the whole world would need of this system, and what breaks first. It is a calculation: ' +
        'what one update, one change and one read cost was measured, and multiplied.',
    ),
    paragraph(
      'This command writes the page from the committed results of [the speed](bench/README.md) and of [the lab](lab/README.md):',
    ),
    `\`\`\`sh\n${command}\n\`\`\``,
    paragraph(
      'Each assumption is an option, such as `--update-every 2 --vcpu-hour 0.05`. `--drivers 50000` calculates one size of your ' +
        'own, and without `--out` the page is printed.',
    ),
    ...section('How to read it', howToRead(of, speed, lab).map(item).join('\n')),
    ...section(
      'The sizes side by side',
      needsTable(needs, sizes, assumed),
      '### What it costs a month',
      moneyTable(needs, sizes),
      '### Busy cores by path',
      paragraph(
        "NATS stores an update once for each replica and delivers it once. A change of a ride is counted from its request to Driver Service's copy.",
      ),
      pathsTable(needs, sizes),
      '### Busy cores of the reads, by approach',
      readsTable(needs, demands, sizes, lab),
    ),
    ...whatBreaksFirst(demands, of),
    ...section(
      'How each cost grows',
      paragraph(
        'From the smallest to the largest size that was measured. In proportion means that a power of the growth between 0.8 and ' +
          '1.2 fits, flat one below 0.1. A cost for one update, event or answer that is flat makes the whole ' +
          'grow in proportion to them.',
      ),
      costsTable(costGrowths(speed, lab)),
      paragraph(
        'By consumers: each more service that keeps a copy adds a delivery, a batch of its own and its database, so their cost ' +
          'is taken to grow in proportion. Instances of Driver Service had a fixed share of a core each, all on two ' +
          'cores, with one Ride Service, one Postgres and one NATS behind them.',
      ),
    ),
    ...joining(needs, demands, sizes),
    ...section('Measured', sourcesTable(sourcesOf(speed))),
    ...section('Assumptions', assumptionsTable(assumed)),
    ...section('What it does not say', NOT_SAID.map(item).join('\n')),
  ];
  return `${parts.join('\n\n')}\n`;
}
