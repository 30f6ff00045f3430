import type { Results } from './results';

const DIGITS = 4;

/** Four digits that count: what is behind them is noise, and would make every diff longer. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;

const INDENT = 2;
const LINE = 160;

/** JSON with each value on one line for as long as it fits there: a sample is a line, and a diff shows which. */
function textOf(value: unknown, depth: number): string {
  const short = JSON.stringify(value);
  const pad = ' '.repeat(depth * INDENT);
  if (short.length + pad.length <= LINE || typeof value !== 'object' || value === null) return short;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const parts = Object.entries(value).map(([key, part]) =>
    Array.isArray(value) ? textOf(part, depth + 1) : `${JSON.stringify(key)}: ${textOf(part, depth + 1)}`,
  );
  const inner = parts.map((part) => `${pad}${' '.repeat(INDENT)}${part}`).join(',\n');
  return `${open}\n${inner}\n${pad}${close}`;
}

/** What is written to results.json. */
export const resultsText = (results: Results): string =>
  `${textOf(JSON.parse(JSON.stringify(results, rounded)), 0)}\n`;
