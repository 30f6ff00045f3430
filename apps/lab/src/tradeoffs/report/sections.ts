import { duration, plain } from '../../format/format';
import type { Section, Table } from '../../format/table';
import { type Results } from '../results';
import { type AnsweredClaim } from './claim';
import { claimsTable, countsOf } from './claims-table';
import { compareResults } from './comparison';
import { limitsOf } from './limits';
import { faultMatrix, faultTables } from './tables-of-faults';
import {
  answersTable,
  costTable,
  instancesTable,
  personalTable,
  speedTable,
  storedTable,
} from './tables-of-variants';

const section = (id: string, title: string, more: Partial<Section>): Section => ({
  id,
  title,
  paragraphs: [],
  list: [],
  tables: [],
  ...more,
});

const filled = (...tables: Table[]): Table[] => tables.filter(({ rows }) => rows.length > 0);

function runOf({ settings, machine, versions, ...run }: Results): Section {
  const seconds = (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000;
  const named = (all: object): string =>
    Object.entries(all)
      .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(' ') || 'none' : String(value)}`)
      .join(', ');
  return section('run', 'This run', {
    list: [
      `Command: ${run.command}`,
      `Commit: ${run.commit ?? 'unknown'}`,
      `From ${run.startedAt} to ${run.endedAt}, ${plain(seconds / 60)} minutes`,
      `Machine: ${machine.cpu}, ${machine.cores} cores, ${plain(machine.memoryBytes / 1024 ** 3)} GiB, ${machine.os}`,
      `Versions: ${named(versions)}`,
      `Settings: ${named(settings)}`,
    ],
  });
}

function introduction({ settings }: Results, claims: readonly AnsweredClaim[]): Section {
  return section('summary', 'In short', {
    paragraphs: [
      `One system, one workload, each approach in turn: ${plain(settings.readsPerSecond)} reads and ` +
        `${plain(settings.changesPerSecond)} changes a second of ${plain(settings.drivers)} drivers, ` +
        `${settings.repeats === 1 ? 'one repeat' : `${settings.repeats} repeats`} of ` +
        `${duration(settings.seconds * 1000)}, each fault for ${duration(settings.faultSeconds * 1000)}.`,
      `Claims: ${countsOf(claims)}.`,
    ],
  });
}

/** All that the report says, in its order; charts are added to the page by the section's id. */
export function sectionsOf(results: Results, claims: readonly AnsweredClaim[], earlier?: Results): Section[] {
  const comparison = earlier && compareResults(results, earlier);
  return [
    introduction(results, claims),
    section('latency', 'Latency, throughput and freshness', {
      tables: filled(speedTable(results), answersTable(results)),
    }),
    section('faults', 'Faults', { tables: filled(faultMatrix(results)) }),
    section('faults-in-full', 'Faults in full', { tables: filled(...faultTables(results)) }),
    section('costs', 'Costs', {
      tables: filled(costTable(results), storedTable(results), personalTable(results)),
    }),
    section('instances', 'More instances', { tables: filled(instancesTable(results)) }),
    section('claims', 'Claims', { tables: filled(claimsTable(claims)) }),
    ...(comparison
      ? [
          section('comparison', 'Compared with an earlier run', {
            paragraphs:
              comparison.warnings.length > 0
                ? ['The two runs are not alike, so that a change may be of these and not of the system:']
                : [],
            list: comparison.warnings,
            tables: [comparison.table],
          }),
        ]
      : []),
    section('limits', 'What this does not prove', { list: limitsOf(results) }),
    runOf(results),
  ].filter(({ paragraphs, list, tables }) => paragraphs.length + list.length + tables.length > 0);
}
