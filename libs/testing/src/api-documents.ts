import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { TestTokens } from './test-tokens';

export const API_DOCUMENTS = join(__dirname, '../../../docs/api');

const NOWHERE = '127.0.0.1:1';

/** A configuration with which a service can make its document, without a database or a broker. */
export const documentEnvironment = () => ({
  logLevel: 'silent',
  jwtPublicKey: new TestTokens().publicPem,
  databaseUrl: `postgres://nobody:nothing@${NOWHERE}/nowhere`,
  natsUrl: `nats://${NOWHERE}`,
  natsPassword: 'nothing',
});

/** The text of a document as committed: sorted keys keep the diff of a change small. */
export const documentText = (document: unknown): string => `${JSON.stringify(inOrder(document), null, 2)}\n`;

/** The document that is committed in `docs/api`. */
export const committedDocument = (file: string): unknown =>
  JSON.parse(readFileSync(join(API_DOCUMENTS, file), 'utf8'));

/** @throws Error that names the first difference between the committed file and the code, and the command that renews it */
export function assertCommitted(file: string, document: unknown): void {
  const text = documentText(document);
  const committed = readFileSync(join(API_DOCUMENTS, file), 'utf8');
  if (committed === text) return;
  const place = firstDifference(JSON.parse(committed), JSON.parse(text)) ?? 'the layout of the file';
  throw new Error(`docs/api/${file} is not what the code says, first at ${place}. Run: npm run generate`);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, inOrder(part)]));
}

/** The path to the first difference, such as `paths./rides.get`; undefined when the two are equal. */
function firstDifference(one: unknown, other: unknown, path: readonly string[] = []): string | undefined {
  if (isDeepStrictEqual(one, other)) return undefined;
  if (isObject(one) && isObject(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const found = firstDifference(one[key], other[key], [...path, key]);
      if (found) return found;
    }
  }
  return path.join('.') || 'its root';
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
