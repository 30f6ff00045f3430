import { readFileSync } from 'node:fs';
import { LabError } from '../runner/lab.errors';
import type { Results } from '../runner/results';

const isResults = (value: unknown): value is Results =>
  typeof value === 'object' &&
  value !== null &&
  'format' in value &&
  value.format === 1 &&
  'experiments' in value &&
  Array.isArray(value.experiments);

/** @throws LabError for a file that is not there, or not what a run of the benchmark has written */
export function readResults(file: string): Results {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new LabError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  if (isResults(value)) return value;
  throw new LabError(`${file} is no result of the benchmark of format 1`);
}
