import type { Details, DetailsLookup, DetailsResult } from './ride-details.port';

/** Another release may write another format: values of other formats are ignored. */
const FORMAT = 1;

/** What the store holds about one ride for one driver. */
export interface SharedEntry {
  readonly format: typeof FORMAT;
  readonly version: number;
  /**
   * When the load began, by the clock that the instances share. It bounds the age; revisions and versions give the
   * order.
   */
  readonly loadedAtMs: number;
  /** Null when the owner withholds them from this driver. */
  readonly details: Details | null;
}

/** The value read at a key. */
export interface Known {
  /** 0 when there was nothing. */
  readonly revision: number;
  readonly entry: SharedEntry | undefined;
}

export const NOTHING: Known = { revision: 0, entry: undefined };

/** Includes the driver: details are given to one driver, and another must not find them. */
export const keyOf = ({ rideId, driverId }: DetailsLookup): string => `${rideId}.${driverId}`;

/** Undefined for results that are not stored: the owner could not answer, or was behind. */
export function toEntry(
  result: DetailsResult,
  { minVersion }: DetailsLookup,
  loadedAtMs: number,
): SharedEntry | undefined {
  if (result.outcome === 'found') {
    return { format: FORMAT, version: result.version, loadedAtMs, details: result.details };
  }
  const isWithheld = result.outcome === 'not-yours' || result.outcome === 'not-found';
  return isWithheld ? { format: FORMAT, version: minVersion, loadedAtMs, details: null } : undefined;
}

export const isLower = (entry: SharedEntry, { entry: known }: Known): boolean =>
  Boolean(entry.details && known?.details) && entry.version < (known?.version ?? 0);

/** Whether an entry may replace a value that another wrote during the load: details replace only an earlier version. */
export function mayReplace(entry: SharedEntry, { entry: known }: Known): boolean {
  if (!entry.details) return true;
  return Boolean(known?.details) && entry.version > (known?.version ?? 0);
}

export const encode = (entry: SharedEntry): Uint8Array => new TextEncoder().encode(JSON.stringify(entry));

export function decode(data: Uint8Array): SharedEntry | undefined {
  try {
    const entry = JSON.parse(new TextDecoder().decode(data)) as SharedEntry | null;
    return entry?.format === FORMAT ? entry : undefined;
  } catch {
    return undefined;
  }
}
