import { readFileSync } from 'node:fs';
import { LabError } from '../lab.errors';
import { type Results, resultsSchema } from './results';

const MOST_FAULTS_SAID = 10;

/** @throws LabError for a file that is not there, or not what a run has written: what is wrong with it, and where */
export function readResults(file: string): Results {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new LabError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  const read = resultsSchema.safeParse(value);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join('.') || 'all of it'}: ${message}`);
  const more = faults.length > MOST_FAULTS_SAID ? [`and ${faults.length - MOST_FAULTS_SAID} more`] : [];
  throw new LabError(
    [`${file} is no result of a run of format 1:`, ...faults.slice(0, MOST_FAULTS_SAID), ...more].join(
      '\n  ',
    ),
  );
}
