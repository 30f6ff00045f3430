import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';
import { cellsWithoutFigure, deadLinks, differingFigures, linkedAnchors, linksOf } from './report-links';

const DOCS = join(workspaceRoot(), 'docs');
const PAGE = 'walkthroughs/6-choose-an-approach.md';

const page = readFileSync(join(DOCS, PAGE), 'utf8');

describe(`docs/${PAGE}`, () => {
  it('links every cell of its table to a figure', () => {
    expect(cellsWithoutFigure(page)).toEqual([]);
    expect(linkedAnchors(page).length).toBeGreaterThan(60);
  });

  it('links only to figures of docs/tradeoffs/tradeoffs.md', () => {
    const report = readFileSync(join(DOCS, 'tradeoffs/tradeoffs.md'), 'utf8');
    expect(deadLinks(page, report)).toEqual([]);
  });
});

const BENCH = join(DOCS, 'bench');
const BENCH_REPORT = join(BENCH, 'report.md');
const benchPages = readdirSync(BENCH).filter((name) => name.endsWith('.md') && name !== 'report.md');

describe.each(benchPages)('docs/bench/%s', (name) => {
  const page = readFileSync(join(BENCH, name), 'utf8');

  it('links only to files that exist', () => {
    const local = linksOf(page).filter(({ path }) => path !== '' && !path.includes(':'));
    expect(local.filter(({ path }) => !existsSync(join(BENCH, path)))).toEqual([]);
  });

  it('quotes figures as they are in docs/bench/report.md', () => {
    const report = existsSync(BENCH_REPORT) ? readFileSync(BENCH_REPORT, 'utf8') : '';
    expect(deadLinks(page, report, 'report.md')).toEqual([]);
    expect(differingFigures(page, report, 'report.md')).toEqual([]);
  });
});

describe('the check of links to a report', () => {
  const LINKED = '[slow](../tradeoffs/tradeoffs.md#p50-a)';
  const table = (...cells: string[]): string =>
    `Text.\n\n| question | \`a\` | \`b\` |\n| --- | --- | --- |\n| How fast? | ${cells.join(' | ')} |\n\nMore.`;

  it('finds the links to the report, and no others', () => {
    const other = '[x](../adr/001.md#p50-a) [y](https://example.org#z) [all](../tradeoffs/tradeoffs.md)';
    expect(linkedAnchors(`${LINKED} ${other}`)).toEqual(['p50-a', '']);
  });

  it('reports an anchor that does not exist', () => {
    expect(deadLinks(LINKED, '| <a id="p50-b"></a>3 |')).toEqual(['p50-a']);
    expect(deadLinks(LINKED, '| <a id="p50-a"></a>3 |')).toEqual([]);
  });

  it('checks the links to the given report', () => {
    const page = `${LINKED} [fast](report.md#rate-a)`;
    expect(deadLinks(page, '', 'report.md')).toEqual(['rate-a']);
    expect(deadLinks(page, '<a id="rate-a"></a>', 'report.md')).toEqual([]);
    expect(linksOf(page).map(({ path }) => path)).toEqual(['../tradeoffs/tradeoffs.md', 'report.md']);
  });

  it('reports a figure that differs from the report', () => {
    const report = '| <a id="rate-a"></a>0.808 (0.769–1.08) | 12 |';
    const differing = (quoted: string) =>
      differingFigures(`[${quoted}](report.md#rate-a)`, report, 'report.md');
    expect(['0.808', '0.808 (0.769–1.08)', 'as fast'].flatMap(differing)).toEqual([]);
    expect(differing('0.8')).toEqual(['0.8: 0.808 (0.769–1.08)']);
    expect(differing('0.81 ')).toHaveLength(1);
  });

  it('reports a cell without a figure', () => {
    expect(cellsWithoutFigure(table(LINKED, ' fast '))).toEqual(['  fast  ']);
    expect(cellsWithoutFigure(table(LINKED, '[all](../tradeoffs/tradeoffs.md)'))).toHaveLength(1);
    expect(cellsWithoutFigure(table(LINKED, LINKED))).toEqual([]);
  });
});
