import { readFileSync } from 'node:fs';
import { type Results } from '../results';
import { resultsSchema } from './results-schema';

const FORMAT = 1;
const MOST_FAULTS_TOLD = 10;

/** @throws Error that says what is wrong with it, and where */
export function parseResults(text: string, name: string): Results {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${name} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const format = formatOf(value);
  if (format !== FORMAT) {
    const found = format === undefined ? 'has no format' : `has format ${JSON.stringify(format)}`;
    throw new Error(`${name} ${found}; this lab reads results of format ${FORMAT}`);
  }
  const read = resultsSchema.safeParse(value);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join('.') || 'all of it'}: ${message}`);
  const more = faults.length > MOST_FAULTS_TOLD ? [`and ${faults.length - MOST_FAULTS_TOLD} more`] : [];
  throw new Error(
    [`${name} is no result of the lab:`, ...faults.slice(0, MOST_FAULTS_TOLD), ...more].join('\n  '),
  );
}

/** @throws Error for a file that is not there, and as {@link parseResults} */
export function readResults(file: string): Results {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  return parseResults(text, file);
}

const formatOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
