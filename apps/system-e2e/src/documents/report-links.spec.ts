import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';
import { cellsWithoutFigure, deadLinks, differingFigures, linkedFigures, linksOf } from './report-links';

const DOCS = join(workspaceRoot(), 'docs');
const PAGE = 'walkthroughs/6-choose-an-approach.md';

const textOf = (path: string): string => readFileSync(join(DOCS, path), 'utf8');
const pagesIn = (folder: string): string[] =>
  readdirSync(join(DOCS, folder)).filter((name) => name.endsWith('.md'));

describe(`docs/${PAGE}`, () => {
  const page = textOf(PAGE);
  const lab = Object.fromEntries(pagesIn('lab').map((name) => [`../lab/${name}`, textOf(`lab/${name}`)]));

  it('links every cell of its table to a figure of docs/lab, or to who keeps which personal data', () => {
    expect(cellsWithoutFigure(page, lab, ['../personal-data.md'])).toEqual([]);
    expect(linkedFigures(page, lab).length).toBeGreaterThan(60);
  });

  it('links only to figures that docs/lab has', () => {
    expect(deadLinks(page, lab)).toEqual([]);
  });
});

const benchPages = pagesIn('bench').filter((name) => name !== 'report.md');

describe.each(benchPages)('docs/bench/%s', (name) => {
  const page = textOf(`bench/${name}`);

  it('links only to files that exist', () => {
    const local = linksOf(page).filter(({ path }) => path !== '' && !path.includes(':'));
    expect(local.filter(({ path }) => !existsSync(join(DOCS, 'bench', path)))).toEqual([]);
  });

  it('quotes figures as they are in docs/bench/report.md', () => {
    const reports = { 'report.md': textOf('bench/report.md') };
    expect(deadLinks(page, reports)).toEqual([]);
    expect(differingFigures(page, reports)).toEqual([]);
  });
});

describe('docs/bench/README.md', () => {
  const page = textOf('bench/README.md');

  it('says of every goal of the report whether it was met', () => {
    const report = textOf('bench/report.md');
    const verdicts = [...report.matchAll(/<a id="(goal-[^"]+)"><\/a>[^|]*\| (met|missed)/g)];
    const told = [...page.matchAll(/^\|.*\(report\.md#(goal-[^)]+)\)( \(missed\))? *\|$/gm)];
    expect(told.map(([, goal, missed]) => [goal, missed ? 'missed' : 'met'])).toEqual(
      verdicts.map(([, goal, verdict]) => [goal, verdict]),
    );
    const met = verdicts.filter(([, , verdict]) => verdict === 'met').length;
    expect(page).toContain(`${met} of these ${verdicts.length} are met`);
  });
});

describe('docs/running-it-for-real.md', () => {
  it('quotes figures as they are in the reports of docs/bench and docs/lab', () => {
    const page = textOf('running-it-for-real.md');
    const paths = ['bench/report.md', 'lab/capacity.md'];
    const reports = Object.fromEntries(paths.map((path) => [path, textOf(path)]));
    expect(linkedFigures(page, reports).length).toBeGreaterThan(4);
    expect(deadLinks(page, reports)).toEqual([]);
    expect(differingFigures(page, reports)).toEqual([]);
  });
});

describe('docs/growth.md', () => {
  const page = textOf('growth.md');

  it('links only to figures that the reports of docs/bench and docs/lab have', () => {
    const paths = ['bench/report.md', 'lab/capacity.md', 'lab/volume.md'];
    const reports = Object.fromEntries(paths.map((path) => [path, textOf(path)]));
    expect(linkedFigures(page, reports).length).toBeGreaterThan(40);
    expect(deadLinks(page, reports)).toEqual([]);
  });

  it('quotes figures as they are in docs/bench/report.md', () => {
    expect(differingFigures(page, { 'bench/report.md': textOf('bench/report.md') })).toEqual([]);
  });
});

describe('the check of links to a report', () => {
  const REPORTS = {
    'a.md': '| <a id="p50-a"></a>3 |',
    'b.md': '<a id="rate-b"></a>0.808 (0.769–1.08) | 12 |',
  };
  const LINKED = '[slow](a.md#p50-a)';
  const table = (...cells: string[]): string =>
    `Text.\n\n| question | \`a\` | \`b\` |\n| --- | --- | --- |\n| How fast? | ${cells.join(' | ')} |\n\nMore.`;

  it('finds the links to places in reports, and no others', () => {
    const other = '[x](../adr/001.md#p50-a) [y](https://example.org#z) [all](a.md)';
    expect(linkedFigures(`${LINKED} ${other}`, REPORTS).map(({ anchor }) => anchor)).toEqual(['p50-a']);
  });

  it('reports an anchor that the linked report does not have', () => {
    expect(deadLinks(`${LINKED} [b](b.md#rate-b)`, REPORTS)).toEqual([]);
    expect(deadLinks('[b](b.md#p50-a) [a](a.md#p50)', REPORTS)).toEqual(['b.md#p50-a', 'a.md#p50']);
  });

  it('reports a figure that differs from the report', () => {
    const differing = (quoted: string) => differingFigures(`[${quoted}](b.md#rate-b)`, REPORTS);
    expect(['0.808', '0.808 (0.769–1.08)', 'as fast'].flatMap(differing)).toEqual([]);
    expect(differing('0.8')).toEqual(['0.8: 0.808 (0.769–1.08)']);
    expect(differing('0.81 ')).toHaveLength(1);
  });

  it('reports a cell without a figure', () => {
    expect(cellsWithoutFigure(table(LINKED, ' fast '), REPORTS)).toEqual(['  fast  ']);
    expect(cellsWithoutFigure(table(LINKED, '[all](a.md)'), REPORTS)).toHaveLength(1);
    expect(cellsWithoutFigure(table(LINKED, LINKED), REPORTS)).toEqual([]);
  });

  it('lets a cell link to one of the given pages instead', () => {
    expect(cellsWithoutFigure(table(LINKED, '[who](who.md)'), REPORTS, ['who.md'])).toEqual([]);
  });
});
