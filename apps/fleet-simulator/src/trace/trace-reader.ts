import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type DriverUpdate, driverUpdateSchema } from '@ride-hailing/contracts';

/** One line of a trace, numbered from 1. */
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

/** Reads a recording (NDJSON, one update a line, empty lines left out) as it is needed, never whole. */
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
