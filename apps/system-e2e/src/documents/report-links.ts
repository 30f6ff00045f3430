/** The report, relative to docs/walkthroughs. */
const TRADEOFFS = '../tradeoffs/tradeoffs.md';
const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

/** The targets of a page's links: the path as written, and the anchor. */
export const linksOf = (page: string): { readonly path: string; readonly anchor: string }[] =>
  [...page.matchAll(LINK)].map(([, target = '']) => {
    const [path = '', anchor = ''] = target.split('#');
    return { path, anchor };
  });

/** The anchors of a report that a page links to; '' for a link to the whole report. */
export const linkedAnchors = (page: string, report = TRADEOFFS): string[] =>
  linksOf(page).flatMap(({ path, anchor }) => (path === report ? [anchor] : []));

/** The rows of a page's tables as lists of cells, without the heads. */
const rowsOf = (page: string): string[][] =>
  page
    .split(/\n\n+/)
    .filter((block) => block.startsWith('|'))
    .flatMap((table) => table.trim().split('\n').slice(2))
    .map((line) => line.split('|').slice(1, -1));

/** Cells of a page's tables that link to no figure of the report; the first cell of each row may. */
export const cellsWithoutFigure = (page: string): string[] =>
  rowsOf(page).flatMap(([, ...cells]) => cells.filter((cell) => !linkedAnchors(cell).some(Boolean)));

/** Anchors that a page links to and the report does not have. */
export function deadLinks(page: string, report: string, path = TRADEOFFS): string[] {
  const anchors = new Set([...report.matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id = '']) => id));
  return linkedAnchors(page, path).filter((anchor) => anchor !== '' && !anchors.has(anchor));
}

const LINK_WITH_TEXT = /\[([^\]]*)\]\(([^)#\s]+)#([^)\s]+)\)/g;

/** Figures that a page quotes differently from the report: the link's text, and the report's figure. */
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
