/** What is asked for, in the words of the contract. */
export interface Lookup {
  readonly rideId: string;
  readonly minVersion: number;
  readonly driverId: string;
}

/** Of an answer, what shows whether it is that ride's own. */
export interface Answer {
  readonly version: number;
  readonly riderName: string;
  readonly notes: string;
}

/** Details of rides, uncached, as one side gets them: one answer per lookup, in their order. */
export interface DetailsPort {
  /** @throws Error when there is no answer */
  find(lookups: readonly Lookup[]): Promise<readonly Answer[]>;
  close(): Promise<void>;
}

/** A file that makes a port exports this as `openDetailsPort`; where the owner is, it reads in its environment. */
export type OpenDetailsPort = () => Promise<DetailsPort>;
