import type { RideLookup, RideMessage } from '@ride-hailing/contracts';

/** Of an answer, what shows whether it is that ride's own. */
export type Answer = Pick<RideMessage, 'version' | 'riderName' | 'notes'>;

/** Details of rides, uncached, as one side gets them: one answer per lookup, in their order. */
export interface DetailsPort {
  /** @throws Error when there is no answer */
  find(lookups: readonly RideLookup[]): Promise<readonly Answer[]>;
  close(): Promise<void>;
}

/** A file that makes a port exports this as `openDetailsPort`; where the owner is, it reads in its environment. */
export type OpenDetailsPort = () => Promise<DetailsPort>;

/** @throws Error for an answer that is missing */
export function found<T>(answer: T | undefined, { rideId }: RideLookup): T {
  if (!answer) throw new Error(`no details of ${rideId}`);
  return answer;
}
