/** As the pages of docs/walkthroughs name it. */
const TRADEOFFS = '../tradeoffs/tradeoffs.md';
const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

/** Where the links of a page lead to: as written, and the anchor there. */
export const linksOf = (page: string): { readonly path: string; readonly anchor: string }[] =>
  [...page.matchAll(LINK)].map(([, target = '']) => {
    const [path = '', anchor = ''] = target.split('#');
    return { path, anchor };
  });

/** Anchors of a report that a page links to; '' for the report as a whole. */
export const linkedAnchors = (page: string, report = TRADEOFFS): string[] =>
  linksOf(page).flatMap(({ path, anchor }) => (path === report ? [anchor] : []));

/** Rows of the tables of a page, as lists of cells, without their heads. */
const rowsOf = (page: string): string[][] =>
  page
    .split(/\n\n+/)
    .filter((block) => block.startsWith('|'))
    .flatMap((table) => table.trim().split('\n').slice(2))
    .map((line) => line.split('|').slice(1, -1));

/** Cells of the tables, but for the first of each row, that link to no figure of the report. */
export const cellsWithoutFigure = (page: string): string[] =>
  rowsOf(page).flatMap(([, ...cells]) => cells.filter((cell) => !linkedAnchors(cell).some(Boolean)));

/** Links to anchors that the report does not have. */
export function deadLinks(page: string, report: string, path = TRADEOFFS): string[] {
  const anchors = new Set([...report.matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id = '']) => id));
  return linkedAnchors(page, path).filter((anchor) => anchor !== '' && !anchors.has(anchor));
}

const LINK_WITH_TEXT = /\[([^\]]*)\]\(([^)#\s]+)#([^)\s]+)\)/g;

/** Figures that a page quotes otherwise than the report has them: a link's text, and what stands at its anchor. */
export function differingFigures(page: string, report: string, path = TRADEOFFS): string[] {
  const figures = new Map(
    [...report.matchAll(/<a id="([^"]+)"><\/a>([^|\n]*)/g)].map(([, id = '', text = '']) => [
      id,
      text.trim(),
    ]),
  );
  return [...page.matchAll(LINK_WITH_TEXT)].flatMap(([, quoted = '', to, anchor = '']) => {
    const figure = figures.get(anchor);
    if (to !== path || !/\d/.test(quoted) || figure === undefined) return [];
    return figure === quoted || figure.startsWith(`${quoted} `) ? [] : [`${quoted}: ${figure}`];
  });
}
