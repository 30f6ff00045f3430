import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_DOCUMENTS } from '@ride-hailing/testing';

const CALL_WITHIN_MS = 10_000;
const METHODS = 'GET|POST|PUT|PATCH|DELETE';
const REQUEST_LINE = new RegExp(`^(${METHODS}) (\\S+)$`);

/** One request of a `.http` file, with its variables. */
interface CollectionRequest {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  readonly expected: number;
  /** The variable that takes the value of a field of the answer, and the path of the field. */
  readonly then?: { readonly variable: string; readonly path: readonly string[] };
}

interface Collection {
  readonly variables: ReadonlySet<string>;
  readonly requests: readonly CollectionRequest[];
}

export const readCollection = (): Collection =>
  parseCollection(readFileSync(join(API_DOCUMENTS, 'requests.http'), 'utf8'));

/** @throws Error with the title of a request that is malformed, expects no status, or uses an unknown variable */
export function parseCollection(text: string): Collection {
  const [head = '', ...blocks] = text.split(/^### */m);
  const variables = new Set([...head.matchAll(/^@(\w+) *= *\S+$/gm)].map(([, name = '']) => name));
  return { variables, requests: blocks.map((block) => parseRequest(block, variables)) };
}

function parseRequest(block: string, variables: ReadonlySet<string>): CollectionRequest {
  const [title = '', ...lines] = block.split('\n');
  const fail = (what: string): never => {
    throw new Error(`request "${title}": ${what}`);
  };
  const comments = lines.filter((line) => line.startsWith('#')).join('\n');
  const rest = lines
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .trim();
  const [top = '', ...bodyParts] = rest.split('\n\n');
  const [requestLine = '', ...headerLines] = top.split('\n');
  const [, method, url] = REQUEST_LINE.exec(requestLine) ?? fail(`"${requestLine}" is no method and address`);
  const [, expected] = /^# Expected: (\d{3})$/m.exec(comments) ?? fail('no line "# Expected: <status>"');
  const [, variable, path = ''] = /^# Then: @(\w+) = (\S+)$/m.exec(comments) ?? [];
  const used = [...rest.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
  for (const name of [...used, ...(variable ? [variable] : [])])
    if (!variables.has(name)) fail(`there is no variable @${name}`);
  return {
    title,
    method: method ?? '',
    url: url ?? '',
    headers: headerLines.map((line) => {
      const [, name = '', value = ''] = /^([\w-]+): (.+)$/.exec(line) ?? fail(`"${line}" is no header`);
      return [name, value] as const;
    }),
    ...(bodyParts.length > 0 && { body: bodyParts.join('\n\n') }),
    expected: Number(expected),
    ...(variable !== undefined && { then: { variable, path: path.split('.') } }),
  };
}

/**
 * Sends the requests one after another; the variables that `Then` sets are used by the next ones.
 * @param given variables that are set before the first request
 * @throws Error with the title of the first request whose answer is not the expected one
 */
export async function runCollection(
  { requests }: Collection,
  given: Readonly<Record<string, string>>,
): Promise<void> {
  const variables = new Map(Object.entries(given));
  const fill = (text: string): string =>
    text.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => {
      const value = variables.get(name);
      if (value === undefined) throw new Error(`nothing has said what @${name} is`);
      return value;
    });
  for (const { title, method, url, headers, body, expected, then } of requests) {
    const response = await fetch(fill(url), {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, fill(value)]),
      ...(body !== undefined && { body: fill(body) }),
      signal: AbortSignal.timeout(CALL_WITHIN_MS),
    });
    const text = await response.text();
    if (response.status !== expected)
      throw new Error(`request "${title}" was answered with ${response.status}, not ${expected}: ${text}`);
    if (then) variables.set(then.variable, fieldOf(JSON.parse(text), then.path, title));
  }
}

function fieldOf(answer: unknown, path: readonly string[], title: string): string {
  const field = path.reduce<unknown>(
    (part, key) => (part as Record<string, unknown> | undefined)?.[key],
    answer,
  );
  if (typeof field !== 'string') throw new Error(`the answer to "${title}" has no text at ${path.join('.')}`);
  return field;
}
