/** The texts of reports, by the paths by which a page links to them. */
export type Reports = Readonly<Record<string, string>>;

const LINK = /\[([^\]]*)\]\(([^)\s]+)\)/g;

interface Link {
  readonly text: string;
  readonly path: string;
  readonly anchor: string;
}

/** A page's links: the text, the path as written, and the anchor. */
export const linksOf = (page: string): readonly Link[] =>
  [...page.matchAll(LINK)].map(([, text = '', target = '']) => {
    const [path = '', anchor = ''] = target.split('#');
    return { text, path, anchor };
  });

/** A page's links to places in the reports. */
export const linkedFigures = (page: string, reports: Reports): readonly Link[] =>
  linksOf(page).filter(({ path, anchor }) => path in reports && anchor !== '');

/** The rows of a page's tables as lists of cells, without the heads. */
const rowsOf = (page: string): string[][] =>
  page
    .split(/\n\n+/)
    .filter((block) => block.startsWith('|'))
    .flatMap((table) => table.trim().split('\n').slice(2))
    .map((line) => line.split('|').slice(1, -1));

/**
 * Cells of a page's tables that link to no figure of a report; the first cell of each row may.
 * @param pages to which a cell may link instead
 */
export const cellsWithoutFigure = (page: string, reports: Reports, pages: readonly string[] = []): string[] =>
  rowsOf(page).flatMap(([, ...cells]) =>
    cells.filter(
      (cell) =>
        linkedFigures(cell, reports).length === 0 && !linksOf(cell).some(({ path }) => pages.includes(path)),
    ),
  );

/** The figures of a report, by anchor. */
const figuresOf = (report = ''): ReadonlyMap<string, string> =>
  new Map(
    [...report.matchAll(/<a id="([^"]+)"><\/a>([^|\n]*)/g)].map(([, id = '', text = '']) => [
      id,
      text.trim(),
    ]),
  );

/** Links of a page to places that the report does not have. */
export const deadLinks = (page: string, reports: Reports): string[] =>
  linkedFigures(page, reports).flatMap(({ path, anchor }) =>
    figuresOf(reports[path]).has(anchor) ? [] : [`${path}#${anchor}`],
  );

/** Figures that a page quotes differently from a report: the link's text, and the report's figure. */
export const differingFigures = (page: string, reports: Reports): string[] =>
  linkedFigures(page, reports).flatMap(({ text, path, anchor }) => {
    const figure = figuresOf(reports[path]).get(anchor);
    if (!/\d/.test(text) || figure === undefined) return [];
    return figure === text || figure.startsWith(`${text} `) ? [] : [`${text}: ${figure}`];
  });
