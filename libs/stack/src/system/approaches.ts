import { StackError } from '../stack.errors';

/** The same as in the contracts, which this library does not import; a test of the whole system compares them. */
export const APPROACHES = [
  'hybrid',
  'sync-api',
  'event-replication',
  'database-view',
  'shared-cache',
  'shared-files',
] as const;

/**
 * Reads names separated by commas, or `all`; `hybrid` is always among them.
 * @param from what the person has written it in, for the message
 * @throws StackError that names what is no approach, and lists those that are
 */
export function approachesNamed(list: string, from: string): readonly string[] {
  const named = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = named.filter((name) => ![...APPROACHES, 'all'].includes(name));
  if (named.length === 0 || unknown.length > 0) {
    const allowed = `${APPROACHES.join(', ')} (several with commas), or all`;
    throw new StackError(`${from} must be ${allowed}, not "${list}"`);
  }
  return APPROACHES.filter((name) => name === 'hybrid' || named.includes('all') || named.includes(name));
}
