import { type Cell, type Section, type Table } from './table';

/** Safe inside a line of Markdown and inside a table; text only, no markup. */
const escaped = (text: string): string =>
  text
    .replace(/[\r\n]+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~]/g, '\\$&');

const cell = ({ text, id, detail, links }: Cell): string => {
  const lines = [text, ...(detail === undefined ? [] : [detail])].map(escaped).join('<br>');
  const numbered = (links ?? []).map((link, index) => `[${index + 1}](#${link})`).join(' ');
  return `${id === undefined ? '' : `<a id="${id}"></a>`}${lines}${numbered && ` ${numbered}`}`;
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = ({ title, note, head, rows }: Table): string =>
  [
    `### ${escaped(title)}`,
    ...(note === '' ? [] : [escaped(note)]),
    [row(head.map(escaped)), row(head.map(() => '---')), ...rows.map((cells) => row(cells.map(cell)))].join(
      '\n',
    ),
  ].join('\n\n');

const section = ({ id, title, paragraphs, list, tables }: Section): string =>
  [
    `<a id="${id}"></a>`,
    `## ${escaped(title)}`,
    ...paragraphs.map(escaped),
    ...(list.length === 0 ? [] : [list.map((item) => `- ${escaped(item)}`).join('\n')]),
    ...tables.map(table),
  ].join('\n\n');

export const markdownOf = (title: string, sections: readonly Section[]): string =>
  `${[`# ${escaped(title)}`, ...sections.map(section)].join('\n\n')}\n`;
