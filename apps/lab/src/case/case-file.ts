import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { LabError } from '../lab.errors';

const number = (least: number, most: number, usual: number) => z.number().min(least).max(most).default(usual);
const whole = (least: number, most: number, usual: number) => z.int().min(least).max(most).default(usual);

const schema = z.strictObject({
  /** Each read asks about one driver. */
  readsPerSecond: number(1, 1_000, 100),
  changesPerSecond: number(0.1, 40, 10),
  /** Different records that are read. */
  drivers: whole(2, 1_000, 100),
  /** The length of a ride's notes: it makes the record larger than its usual fields do. */
  extraBytes: whole(0, 400, 0),
  /** From the consumer's place to the owner's, and back. */
  roundTripMs: number(0, 500, 1),
  /** Instances of the consumer. */
  instances: whole(1, 4, 1),
  /** Share of the time in which the owner and its database answer. */
  ownerAvailability: number(0, 1, 0.999),
  /** What answers must be, of a thousand all but one. */
  budgets: z
    .strictObject({
      /** No older than this. */
      stalenessMs: number(0, 60_000, 1_000),
      /** The p99, no later than this. */
      latencyMs: number(1, 60_000, 100),
      /** Whole, over all the time: share of the answers. */
      availability: number(0, 1, 0.999),
    })
    .prefault({}),
});

/** A workload of one's own, and what its answers have to be. */
export type Case = Readonly<z.infer<typeof schema>>;

/** @throws LabError that names every field that is wrong, and what is allowed */
export function parseCase(text: string, name: string): Case {
  let value: unknown;
  try {
    value = parse(text) ?? {};
  } catch (cause) {
    if (cause instanceof YAMLParseError) throw new LabError(`${name}: ${cause.message}`, { cause });
    throw cause;
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const faults = read.error.issues.map(
    ({ path, message }) => `  ${path.join('.') || 'all of it'}: ${message}`,
  );
  throw new LabError([`${name}:`, ...faults, `Fields: ${Object.keys(schema.shape).join(', ')}`].join('\n'));
}

/** @throws LabError for a file that is not there, and as {@link parseCase} */
export function readCase(file: string): Case {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LabError(`--case: ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  return parseCase(text, file);
}
