/** The output that a walkthrough expects of a command. */
export type Expectation =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'nothing' };

type Check = (found: string | number) => boolean;

const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const PLACEHOLDER = /<([^<>]+)>/;
const RANGE = new RegExp(`^(${NUMBER}) to (${NUMBER})$`);
const LEAST = new RegExp(`^(${NUMBER}) or more$`);

const number = (found: string | number): number =>
  typeof found === 'number' || new RegExp(`^${NUMBER}$`).test(found) ? Number(found) : Number.NaN;

/**
 * The check for a placeholder, which stands for output that differs from run to run: `<any number>`, `<any text>`,
 * `<0 to 300>`, `<1 or more>`, `<cache | stale-cache>`.
 * @throws Error for any other words
 */
function checkOf(words: string): Check {
  if (words === 'any number') return (found) => !Number.isNaN(number(found));
  if (words === 'any text') return (found) => typeof found === 'string' && found !== '';
  const [, from, to] = RANGE.exec(words) ?? [];
  if (from && to) return (found) => number(found) >= Number(from) && number(found) <= Number(to);
  const [, least] = LEAST.exec(words) ?? [];
  if (least) return (found) => number(found) >= Number(least);
  const choices = words.split('|').map((choice) => choice.trim());
  if (choices.length > 1 && choices.every(Boolean)) return (found) => choices.includes(String(found));
  throw new Error(`<${words}> is no placeholder that a walkthrough may use`);
}

const wholePlaceholder = (text: string): string | undefined =>
  new RegExp(`^${PLACEHOLDER.source}$`).exec(text)?.[1];

/** @throws Error when the expectation contains an unknown placeholder */
export function checkPlaceholders(expectation: Expectation): void {
  if (expectation.kind === 'nothing') return;
  const texts = expectation.kind === 'lines' ? expectation.lines : textsIn(expectation.value);
  for (const text of texts) {
    for (const [, words = ''] of text.matchAll(new RegExp(PLACEHOLDER, 'g'))) checkOf(words);
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** How the output differs from the expectation; undefined when it does not. */
export function mismatch(expectation: Expectation, output: string): string | undefined {
  switch (expectation.kind) {
    case 'nothing':
      return output.trim() === '' ? undefined : 'it printed something';
    case 'lines':
      return missingLine(expectation.lines, output);
    case 'json':
      try {
        return differenceOf(expectation.value, JSON.parse(output), 'the answer');
      } catch (error) {
        return `it is not one JSON value: ${(error as Error).message}`;
      }
  }
}

/** All lines must be printed, whole and in this order; others may be between them. */
function missingLine(lines: readonly string[], output: string): string | undefined {
  const printed = output.split('\n').map(spaced);
  let from = 0;
  for (const line of lines) {
    const at = printed.findIndex((one, index) => index >= from && isLine(spaced(line), one));
    if (at < 0) return `no line "${line.trim()}"${from > 0 ? ' after those before it' : ''}`;
    from = at + 1;
  }
  return undefined;
}

const spaced = (line: string): string => line.trim().replace(/\s+/g, ' ');
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function isLine(expected: string, printed: string): boolean {
  const parts = expected.split(new RegExp(PLACEHOLDER, 'g'));
  const checks = parts.filter((_, index) => index % 2 === 1).map(checkOf);
  const pattern = parts.map((part, index) => (index % 2 === 1 ? '(.+?)' : escaped(part))).join('');
  const found = new RegExp(`^${pattern}$`).exec(printed)?.slice(1);
  return found !== undefined && checks.every((check, index) => check(found[index] ?? ''));
}

/** Compares an answer with a part of it: unnamed fields may have any value, lists must have the same length. */
function differenceOf(expected: unknown, found: unknown, at: string): string | undefined {
  if (typeof expected === 'string') {
    const words = wholePlaceholder(expected);
    const isScalar = typeof found === 'string' || typeof found === 'number';
    const fits = words === undefined ? found === expected : isScalar && checkOf(words)(found);
    return fits ? undefined : `${at} is ${JSON.stringify(found)}, not ${expected}`;
  }
  if (typeof expected !== 'object' || expected === null) {
    return found === expected ? undefined : `${at} is ${JSON.stringify(found)}, not ${String(expected)}`;
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found) !== Array.isArray(expected)) {
    return `${at} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`;
  }
  const entries = new Map(Object.entries(found));
  if (Array.isArray(expected) && entries.size !== expected.length) {
    return `${at} has ${entries.size} entries, not ${expected.length}`;
  }
  for (const [key, value] of Object.entries(expected)) {
    const difference = differenceOf(value, entries.get(key), `${at}.${key}`);
    if (difference) return difference;
  }
  return undefined;
}
