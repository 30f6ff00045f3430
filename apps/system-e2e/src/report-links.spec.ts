import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cellsWithoutFigure, deadLinks, linkedAnchors } from './report-links';

const DOCS = join(__dirname, '../../../docs');
const PAGE = 'walkthroughs/6-choose-an-approach.md';

const page = readFileSync(join(DOCS, PAGE), 'utf8');

describe(`docs/${PAGE}`, () => {
  it('leads from every cell of its table to a figure', () => {
    expect(cellsWithoutFigure(page)).toEqual([]);
    expect(linkedAnchors(page).length).toBeGreaterThan(60);
  });

  it('links to figures that docs/tradeoffs/tradeoffs.md has', () => {
    const report = readFileSync(join(DOCS, 'tradeoffs/tradeoffs.md'), 'utf8');
    expect(deadLinks(page, report)).toEqual([]);
  });
});

/** A checker that was never seen to fail proves nothing. */
describe('checking links to the report', () => {
  const LINKED = '[slow](../tradeoffs/tradeoffs.md#p50-a)';
  const table = (...cells: string[]): string =>
    `Text.\n\n| question | \`a\` | \`b\` |\n| --- | --- | --- |\n| How fast? | ${cells.join(' | ')} |\n\nMore.`;

  it('finds what is linked, and nothing but links to the report', () => {
    const other = '[x](../adr/001.md#p50-a) [y](https://example.org#z) [all](../tradeoffs/tradeoffs.md)';
    expect(linkedAnchors(`${LINKED} ${other}`)).toEqual(['p50-a', '']);
  });

  it('fails at an anchor that is not there', () => {
    expect(deadLinks(LINKED, '| <a id="p50-b"></a>3 |')).toEqual(['p50-a']);
    expect(deadLinks(LINKED, '| <a id="p50-a"></a>3 |')).toEqual([]);
  });

  it('fails at a cell without a figure', () => {
    expect(cellsWithoutFigure(table(LINKED, ' fast '))).toEqual(['  fast  ']);
    expect(cellsWithoutFigure(table(LINKED, '[all](../tradeoffs/tradeoffs.md)'))).toHaveLength(1);
    expect(cellsWithoutFigure(table(LINKED, LINKED))).toEqual([]);
  });
});
