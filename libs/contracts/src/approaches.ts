import { z } from 'zod';
import { CURRENT_RIDE_FILES_BUCKET, CURRENT_RIDES_BUCKET, RIDE_DOCUMENTS } from './stream-names';

interface ApproachFacts {
  /** Where a ride was read, by `sources.ride.from` of an answer that came this way. */
  readonly origin: string;
  /** What its answers rest on besides the consumer and its database, which all of them need. */
  readonly restsOn: readonly ('owner-calls' | 'events' | 'shared-store')[];
  /** The stream that is filled only while the approach is on; a bucket by the stream that it is. */
  readonly stream: string | null;
  /** The consumer's variable, in camel case, without which the approach cannot be on. */
  readonly needs: string | null;
}

/**
 * The ways for a consumer to learn what another service owns: `hybrid` is the default, the others are for comparison.
 * Everything that services and tools know of an approach by its name alone stands here. What it does stands in its own
 * file, at the consumer (`driver-service/src/approaches`) and at the owner (`ride-service/src/publications`).
 */
export const APPROACH_TABLE = {
  hybrid: { origin: 'local-copy', restsOn: ['owner-calls', 'events'], stream: null, needs: null },
  'sync-api': { origin: 'ride-service', restsOn: ['owner-calls'], stream: null, needs: null },
  'event-replication': { origin: 'local-replica', restsOn: ['events'], stream: RIDE_DOCUMENTS, needs: null },
  'database-view': { origin: 'database-view', restsOn: [], stream: null, needs: 'rideViewDatabaseUrl' },
  'shared-cache': {
    origin: 'shared-cache',
    // The owner is asked for what the cache does not have.
    restsOn: ['owner-calls', 'events', 'shared-store'],
    stream: `KV_${CURRENT_RIDES_BUCKET}`,
    needs: null,
  },
  'shared-files': {
    origin: 'shared-files',
    restsOn: ['events', 'shared-store'],
    stream: `OBJ_${CURRENT_RIDE_FILES_BUCKET}`,
    needs: null,
  },
} as const satisfies Readonly<Record<string, ApproachFacts>>;

export type Approach = keyof typeof APPROACH_TABLE;

/** In the order of the table. */
export const APPROACHES = Object.keys(APPROACH_TABLE) as [Approach, ...Approach[]];

/** The same facts, for whoever goes through all approaches. */
export const approachFacts = (approach: Approach): ApproachFacts => APPROACH_TABLE[approach];

/** Where a ride can come from whole, its details with it: every origin but that of the copy of essential fields. */
export type WholeRideOrigin = Exclude<(typeof APPROACH_TABLE)[Approach]['origin'], 'local-copy'>;

export const WHOLE_RIDE_ORIGINS = APPROACHES.map((approach) => APPROACH_TABLE[approach].origin).filter(
  (origin): origin is WholeRideOrigin => origin !== 'local-copy',
);

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
