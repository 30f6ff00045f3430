import type { Details, DetailsLookup, DetailsResult } from './ride-details.port';

/** Another release may write otherwise: what is not of this format is not there. */
const FORMAT = 1;

/** What the store has of one ride for one driver. */
export interface SharedEntry {
  readonly format: typeof FORMAT;
  readonly version: number;
  /** When the load began, by the clock that the instances share. Bounds the age; revisions and versions order. */
  readonly loadedAtMs: number;
  /** Null when the owner withholds them from this driver by now. */
  readonly details: Details | null;
}

/** What was read at a key. */
export interface Known {
  /** 0 when there was nothing. */
  readonly revision: number;
  readonly entry: SharedEntry | undefined;
}

export const NOTHING: Known = { revision: 0, entry: undefined };

/** Details are given to one driver: another who asks for the same ride must not find them. */
export const keyOf = ({ rideId, driverId }: DetailsLookup): string => `${rideId}.${driverId}`;

/** Undefined for what is not kept: that the owner could not answer, or was behind. */
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

/** Over a value that another wrote during the load: details only if they are a later version of those that are there. */
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
