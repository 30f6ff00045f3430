import { z } from 'zod';

/** The ways for a consumer to learn what another service owns: `hybrid` is the default, the others are for comparison. */
export const APPROACHES = [
  'hybrid',
  'sync-api',
  'event-replication',
  'database-view',
  'shared-cache',
  'shared-files',
] as const;

export type Approach = (typeof APPROACHES)[number];

/**
 * Reads `APPROACHES`: names separated by commas, or `all`. `hybrid` is always among them.
 * @throws RangeError that names what is no approach, and lists those that are
 */
export function approachesIn(list: string): readonly Approach[] {
  const named = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const isApproach = (name: string): name is Approach => APPROACHES.some((known) => known === name);
  const unknown = named.filter((name) => name !== 'all' && !isApproach(name));
  if (unknown.length > 0) {
    throw new RangeError(`${unknown.join(', ')}: not among all, ${APPROACHES.join(', ')}`);
  }
  return APPROACHES.filter((name) => name === 'hybrid' || named.includes('all') || named.includes(name));
}

/** {@link approachesIn} for a configuration: text in, approaches out; absent is `hybrid` alone. */
export const approachesSchema = z
  .string()
  .default('')
  .transform((list, context): readonly Approach[] => {
    try {
      return approachesIn(list);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      context.addIssue({ code: 'custom', message: `has ${error.message}` });
      return z.NEVER;
    }
  });
