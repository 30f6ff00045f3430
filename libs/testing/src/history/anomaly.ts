/** Something that the system must never show or do, found in its history. */
export interface Anomaly {
  /** The rule that it breaks, in two or three words. */
  readonly rule: string;
  /** Ids of the rides, drivers and assignments concerned. */
  readonly about: readonly string[];
  readonly what: string;
  /** When the wrong answer was asked for and came, ms since 1970; absent when it is wrong at the end. */
  readonly from?: number;
  readonly until?: number;
}
