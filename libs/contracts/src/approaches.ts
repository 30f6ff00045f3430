import { z } from 'zod';
import { CURRENT_RIDE_FILES_BUCKET, CURRENT_RIDES_BUCKET, RIDE_DOCUMENTS } from './stream-names';

interface ApproachFacts {
  /** Where the ride was read: the value of `sources.ride.from` in an answer of this approach. */
  readonly origin: string;
  /** What its answers depend on, besides the consumer and its database, which every approach needs. */
  readonly restsOn: readonly ('owner-calls' | 'events' | 'shared-store')[];
  /** The stream that is filled only while the approach is on; for a bucket, the name of its stream. */
  readonly stream: string | null;
  /** The consumer's variable, in camel case, that the approach requires. */
  readonly needs: string | null;
}

/**
 * The ways for a consumer to learn what another service owns: `hybrid` is the default, the others are for comparison.
 * This table holds everything that services and tools derive from an approach's name. Its behaviour is in a file of its
 * own, at the consumer (`driver-service/src/approaches`) and at the owner (`ride-service/src/publications`).
 */
export const APPROACH_TABLE = {
  hybrid: { origin: 'local-copy', restsOn: ['owner-calls', 'events'], stream: null, needs: null },
  'sync-api': { origin: 'ride-service', restsOn: ['owner-calls'], stream: null, needs: null },
  'event-replication': { origin: 'local-replica', restsOn: ['events'], stream: RIDE_DOCUMENTS, needs: null },
  'database-view': { origin: 'database-view', restsOn: [], stream: null, needs: 'rideViewDatabaseUrl' },
  'shared-cache': {
    origin: 'shared-cache',
    // A cache miss becomes a call to the owner.
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

/** The same facts with one type, for code that handles every approach alike. */
export const approachFacts = (approach: Approach): ApproachFacts => APPROACH_TABLE[approach];

/** The origins of a whole ride, details included: every origin except the copy of essential fields. */
export type WholeRideOrigin = Exclude<(typeof APPROACH_TABLE)[Approach]['origin'], 'local-copy'>;

export const WHOLE_RIDE_ORIGINS = APPROACHES.map((approach) => APPROACH_TABLE[approach].origin).filter(
  (origin): origin is WholeRideOrigin => origin !== 'local-copy',
);

/**
 * Reads `APPROACHES`: names separated by commas, or `all`. `hybrid` is always included.
 * @throws RangeError that names the unknown approaches and lists the known ones
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

/** {@link approachesIn} as a schema for a configuration; an absent variable means `hybrid` alone. */
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
