/** What a way of sharing data does for reads and for changes, as far as the model goes. */
export interface Behaviour {
  /**
   * Calls of the owner: a fixed share of reads; once after each change of a record; or once after the time for which an
   * answer is kept.
   */
  readonly calls: 'share-of-reads' | 'after-a-change' | 'after-a-time';
  /** Each instance has a cache of its own, so that each calls. */
  readonly perInstance: boolean;
  /** Which reads wait for a round trip to the owner. */
  readonly waits: 'always' | 'on-a-call';
  /** What is sent on each change. */
  readonly pushes: 'nothing' | 'essential-fields' | 'whole-record';
  /** Each read fetches the whole record from another process: a shared store, or the owner's database. */
  readonly fetches: boolean;
  /** Whole records that are kept, beside those with the owner. */
  readonly wholeCopies: number;
  /** Needs the owner's database, which stayed up when the lab killed the owner. */
  readonly needsOwnersDatabase: boolean;
}

const pulled: Behaviour = {
  ...{ calls: 'share-of-reads', perInstance: false, waits: 'always', pushes: 'nothing' },
  ...{ fetches: false, wholeCopies: 0, needsOwnersDatabase: false },
};
const hybrid: Behaviour = { ...pulled, perInstance: true, waits: 'on-a-call', pushes: 'essential-fields' };
const pushed: Behaviour = {
  ...pulled,
  ...{ waits: 'on-a-call', pushes: 'whole-record', fetches: true, wholeCopies: 1 },
};

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  'hybrid/none': hybrid,
  'hybrid/versioned': { ...hybrid, calls: 'after-a-change' },
  'hybrid/ttl': { ...hybrid, calls: 'after-a-time' },
  'sync-api': pulled,
  'database-view': { ...pulled, fetches: true, needsOwnersDatabase: true },
  'event-replication': { ...pushed, fetches: false },
  'shared-cache': pushed,
  'shared-files': pushed,
};

/** Null for a variant that the model does not know. */
export const behaviourOf = (variant: string): Behaviour | null => BEHAVIOURS[variant] ?? null;
