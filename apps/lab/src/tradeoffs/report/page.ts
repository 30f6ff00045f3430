import type { Cell, Section, Table } from '../../format/table';
import { element, escapeHtml } from '../../format/svg';
import { type Results } from '../results';
import { latencyChart } from './latency-chart';
import { PAGE_STYLE } from './page-style';
import { stalenessCharts } from './staleness-chart';

const said = (name: string, text: string, kind?: string): string =>
  element(name, kind === undefined ? {} : { class: kind }, escapeHtml(text));

/** A figure and its unit stay on one line. */
const kept = (text: string): string => text.replace(/(\d) (?=(%|ms|s|[KM]iB|B|x)(?!\w))/g, '$1\u00a0');

function cell(name: 'th' | 'td', { text, id, detail, tone, links }: Cell): string {
  const attributes = {
    ...(id === undefined ? {} : { id }),
    ...(tone === undefined ? {} : { class: tone }),
    ...(name === 'th' ? { scope: 'row' } : {}),
  };
  const figures = (links ?? []).map(
    (link, index) => ` ${element('a', { href: `#${link}` }, `[${index + 1}]`)}`,
  );
  return element(
    name,
    attributes,
    escapeHtml(kept(text)),
    ...(detail === undefined ? [] : [said('small', kept(detail))]),
    ...figures,
  );
}

const row = ([name, ...cells]: readonly Cell[]): string =>
  element('tr', {}, ...(name ? [cell('th', name)] : []), ...cells.map((one) => cell('td', one)));

const table = ({ title, note, head, rows }: Table): string =>
  [
    said('h3', title),
    ...(note === '' ? [] : [said('p', note, 'note')]),
    element(
      'div',
      { class: 'wide' },
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element('tr', {}, ...head.map((one) => element('th', { scope: 'col' }, escapeHtml(one)))),
        ),
        element('tbody', {}, ...rows.map(row)),
      ),
    ),
  ].join('\n');

/** What stands under the tables of a section. */
function chartsOf(id: string, results: Results): string[] {
  if (id === 'faults') return stalenessCharts(results);
  const latency = id === 'latency' ? latencyChart(results) : undefined;
  if (latency === undefined) return [];
  return [
    said('h3', 'Latency by percentile'),
    said('p', 'Both axes are logarithmic. Of each variant the repeat with the median p50.', 'note'),
    element('div', { class: 'chart' }, latency),
  ];
}

const section = ({ id, title, paragraphs, list, tables }: Section, results: Results): string =>
  element(
    'section',
    { id },
    said('h2', title),
    ...paragraphs.map((one) => said('p', one)),
    ...(list.length === 0 ? [] : [element('ul', {}, ...list.map((one) => said('li', one)))]),
    ...tables.map(table),
    ...chartsOf(id, results),
  );

/** One page that needs nothing else: no script, no style sheet, font or picture from elsewhere. */
export function pageOf(title: string, sections: readonly Section[], results: Results): string {
  const links = sections.map(({ id, title: name }) => element('a', { href: `#${id}` }, escapeHtml(name)));
  const meta = '<meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>';
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head>${meta}${said('title', title)}<style>${PAGE_STYLE}</style></head>`,
    '<body>',
    element('header', {}, said('h1', title), element('nav', {}, ...links)),
    element('main', {}, ...sections.map((one) => section(one, results))),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
