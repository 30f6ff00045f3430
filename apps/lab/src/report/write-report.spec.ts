import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Results } from '../results/results';
import { readResults } from '../results/read-results';
import { aGrowth, anExperiment, someResults } from '../../test/results.builder';
import { terminalTable } from './terminal-table';
import { writeReport } from './write-report';

const folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

function reportOf(results: Results): { report: string; files: readonly string[] } {
  const files = writeReport(results, folder);
  return { files, report: readFileSync(join(folder, 'report.md'), 'utf8') };
}

describe('the report', () => {
  it('tells each goal with its ratio, its spread, and in how many repeats it was met', () => {
    const { report } = reportOf(someResults([anExperiment()]));
    expect(report).toContain('| P1 | Ingest: naive beaten | &gt;= 25 |');
    expect(report).toMatch(
      /<a id="goal-p1-ingest-5000-rate-project-over-naive"><\/a>30 \(23.3–50\) \| met, in 2 of 3/,
    );
    expect(report).toMatch(/0.6 \(0.5–0.7\) \| missed, in 0 of 3 repeats/);
  });

  it('has every side with its spread and its ratios, its latency, what was verified, and the profile', () => {
    const { report } = reportOf(someResults([anExperiment()]));
    expect(report).toContain('<a id="rate-ingest-5000-project"></a>600 (500–700) | 30 x | 0.6 x |');
    expect(report).toContain('<a id="latency-p99-ingest-5000-project"></a>40 ms');
    expect(report).toContain('verified, limit, in all of 3: 1,000 rows counted');
    expect(report).toContain('| pg | 50 % | query, pg, client.js:9 | 40 % |');
    expect(report).not.toContain('rare');
  });

  it('says what was not measured to the end, and why', () => {
    const results = someResults([anExperiment({ failed: '3 rows are missing' })]);
    const { report } = reportOf(results);
    expect(report).toContain('Not measured to the end: 3 rows are missing');
    expect(report).toMatch(/\| P1 \| Ingest: naive beaten \|.*\| not measured to the end \|/);
    expect(report).not.toMatch(/\| (met|missed), in/);
    expect(terminalTable(results)).toContain('FAILED: 3 rows are missing');
  });

  it('says how it was made', () => {
    const { report } = reportOf(someResults([anExperiment()]));
    for (const part of [
      'Command: npm run bench',
      'commit abc',
      'a CPU, 2 cores, 8,192 MiB',
      'node 20.20.0',
      'seed 1',
    ]) {
      expect(report).toContain(part);
    }
  });

  it('says which experiments were kept from an earlier run, and from which', () => {
    const earlierRun = { startedAt: '2026-01-01T00:00:00.000Z', commit: 'def' };
    const { report } = reportOf(someResults([anExperiment({ earlierRun })]));
    expect(report).toMatch(/Kept from the run started 2026-01-01T00:00:00\.000Z, commit def: ingest-/);
    expect(reportOf(someResults([anExperiment()])).report).not.toContain('Kept from');
  });

  it('draws a series, a curve for each side, and shows it by a relative link', () => {
    const { report, files } = reportOf(someResults(aGrowth()));
    expect(report).toContain('![Ingest by drivers](ingest-by-drivers.svg)');
    const svg = readFileSync(files.find((file) => file.endsWith('.svg')) ?? '', 'utf8');
    expect(svg.match(/<polyline /g)).toHaveLength(3);
    expect(svg.match(/<circle /g)).toHaveLength(6);
    expect(svg).toContain('prefers-color-scheme: dark');
    for (const words of ['>drivers<', '>1,000<', '>100,000<', 'Updates, a second'])
      expect(svg).toContain(words);
  });

  it('draws nothing of a single size', () => {
    expect(reportOf(someResults(aGrowth().slice(0, 1))).files).toHaveLength(1);
  });

  it('has no anchor twice, and in each table as many cells in every row', () => {
    const { report } = reportOf(someResults([...aGrowth(), anExperiment()]));
    const anchors = [...report.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id);
    expect(anchors).toEqual([...new Set(anchors)]);
    const tables = report.split(/\n\n+/).filter((block) => block.startsWith('|'));
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) {
      const widths = table
        .trim()
        .split('\n')
        .map((row) => row.split(/(?<!\\)\|/).length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  it('is the same again from the results of an earlier run', () => {
    const results = someResults([anExperiment(), ...aGrowth()]);
    const file = join(folder, 'results.json');
    writeFileSync(file, JSON.stringify(results));
    expect(reportOf(readResults(file)).report).toBe(reportOf(results).report);
  });
});

describe('results of an earlier run', () => {
  const file = join(folder, 'other.json');

  it.each([
    ['{', 'cannot be read'],
    ['{"format":2,"experiments":[]}', 'is no result of a run of format 1'],
    ['[]', 'is no result of a run of format 1'],
  ])('are refused when they are %s', (text, message) => {
    writeFileSync(file, text);
    expect(() => readResults(file)).toThrow(message);
  });

  it('are refused when they are not there', () => {
    expect(() => readResults(join(folder, 'none.json'))).toThrow('none.json cannot be read');
  });
});

it('the table in the terminal shows each side and how each goal came out', () => {
  const shown = terminalTable(someResults([anExperiment()]));
  expect(shown).toContain('P1 naive beaten: 30 (23.3–50), met (in 2 of 3)');
  expect(shown).toContain('P2 near the limit: 0.6 (0.5–0.7), MISSED (in 0 of 3)');
  for (const side of ['naive', 'project', 'limit']) expect(shown).toContain(`  ${side} `);
});
