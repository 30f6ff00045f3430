import { createReadStream, existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type DriverUpdate, driverUpdateSchema } from '@ride-hailing/contracts';

/** The recordings that come with the app, beside `src` both in the sources and in the build. */
const BUNDLED = join(__dirname, '../../traces');

/** The file that `given` names: a path, or the bare name of a recording that comes with the app. */
export const findTrace = (given: string): string | undefined => {
  const names = [resolve(given)];
  if (basename(given) === given) names.push(join(BUNDLED, given), join(BUNDLED, `${given}.ndjson`));
  return names.find((name) => existsSync(name));
};

/** One line of a recording, numbered from 1. */
export type TraceLine =
  | { readonly line: number; readonly update: DriverUpdate }
  | { readonly line: number; readonly fault: string };

const parseLine = (text: string, line: number): TraceLine => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { line, fault: 'not JSON' };
  }
  const parsed = driverUpdateSchema.safeParse(json);
  if (parsed.success) return { line, update: parsed.data };
  const [issue] = parsed.error.issues;
  return { line, fault: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}` };
};

/** Streams a recording: NDJSON, one update a line; empty lines are skipped. */
export async function* readTrace(file: string): AsyncGenerator<TraceLine> {
  const stream = createReadStream(file, 'utf8');
  const lines = createInterface({ input: stream, crlfDelay: Infinity });
  let line = 0;
  try {
    for await (const text of lines) {
      line += 1;
      if (text.trim() !== '') yield parseLine(text, line);
    }
  } finally {
    lines.close();
    stream.destroy();
  }
}
