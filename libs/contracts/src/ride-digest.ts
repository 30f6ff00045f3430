import { createHash } from 'node:crypto';
import type { RideChanged } from './ride-changed';

/** Shows in a few bytes whether two sets of rides are equal: see ride_essentials.proto. */
export interface RideDigest {
  readonly count: number;
  /** 0 when there are no rides. */
  readonly maxVersion: number;
  /** Lower-case hexadecimal without leading zeros. */
  readonly hash: string;
}

const bitsOf = (value: number): string => {
  const bytes = Buffer.alloc(8);
  // + 0 turns -0 into 0.
  bytes.writeDoubleBE(value + 0);
  return bytes.toString('hex');
};

const hashOf = ({ rideId, version, status, driverId, pickup, changedAt }: RideChanged): bigint => {
  const fields = [rideId, version, status, driverId ?? '', bitsOf(pickup.lat), bitsOf(pickup.lng)];
  const text = [...fields, Date.parse(changedAt)].join('|');
  return createHash('md5').update(text).digest().readBigUInt64BE();
};

/** The digest of a set of rides, whatever their order. Databases compute the same digest over their tables. */
export const rideDigest = (rides: readonly RideChanged[]): RideDigest => ({
  count: rides.length,
  maxVersion: rides.reduce((most, { version }) => Math.max(most, version), 0),
  hash: rides.reduce((sum, ride) => sum ^ hashOf(ride), 0n).toString(16),
});
