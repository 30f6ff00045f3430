import { plain } from '../format/format';
import type { Figure } from './measured';

const WIDTH = 118;

/** A paragraph in lines of a page. */
export function paragraph(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

/** An item of a list, its lines below each other. */
export const item = (text: string): string => `- ${paragraph(text).replaceAll('\n', '\n  ')}`;

/** A table whose columns are as wide as their widest cell, as the formatter of this checkout writes it. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], fill: string) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  const body = rows.map((cells) => line(cells, ' '));
  return [line(head, ' '), line([], '-'), ...body].join('\n');
}

/** A link to where a report has a figure. */
export const linked = ({ shown, link }: Figure): string => `[${shown}](${link})`;

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Also of sizes that no single machine of the lab has: `1.2 TiB`. */
export function amount(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${plain(bytes / 1024 ** power)} ${BYTES[power] ?? ''}`;
}

const TIMES = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
  ['s', 1],
] as const;

/** `3.2 days` */
export function time(seconds: number): string {
  const [unit, size] = TIMES.find(([, least]) => seconds >= 2 * least) ?? ['s', 1];
  return `${plain(seconds / size)} ${unit}`;
}

/** A number of drivers, rounded to three digits: `76,100`. */
export const rough = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en-US');
