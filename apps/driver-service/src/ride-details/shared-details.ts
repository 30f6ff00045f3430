import { withinBudget } from '@ride-hailing/remote-calls';
import type { CachingOptions, SharedStore } from './caching-choice';
import { type Details, type DetailsLookup, type DetailsResult, RideDetails } from './ride-details.port';

/** A shared store that takes longer to read has nothing. */
const READ_WITHIN_MS = 50;
/** Nobody waits for a write. */
const WRITE_WITHIN_MS = 500;
const MOST_WRITES = 3;
/** Another release may write otherwise: what is not of this format is not there. */
const FORMAT = 1;

interface SharedEntry {
  readonly format: typeof FORMAT;
  readonly version: number;
  /** When the load began, by the clock that the instances share. It bounds the age, and orders nothing. */
  readonly loadedAtMs: number;
  /** Null when the owner withholds them from this driver by now. */
  readonly details: Details | null;
}

interface Known {
  readonly revision: number;
  readonly entry: SharedEntry | undefined;
}

const NOTHING: Known = { revision: 0, entry: undefined };

/**
 * Answers out of a store that all instances share, fenced by the version of the copy like `versioned`. Writes are
 * compare-and-set, and never put a lower version over a higher one. A store that fails or is slow is a miss.
 */
export class SharedDetails extends RideDetails {
  /** What the store had of lookups that the owner is being asked for. */
  private readonly loading = new Map<string, Known | undefined>();

  constructor(
    private readonly source: RideDetails,
    private readonly store: SharedStore,
    private readonly options: CachingOptions,
  ) {
    super();
  }

  async find(lookups: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]> {
    const startedAt = this.options.now();
    const known = await Promise.all(lookups.map((lookup) => this.read(lookup)));
    const hits = lookups.map((lookup, index) => this.fresh(lookup, known[index]));
    const missing = lookups.filter((_, index) => !hits[index]);
    if (missing.length === 0) return hits.filter((hit) => hit !== undefined);
    lookups.forEach((lookup, index) => {
      if (!hits[index]) this.loading.set(loadOf(lookup), known[index]);
    });
    const leftMs = Math.max(1, budgetMs - (this.options.now() - startedAt));
    const loaded = await this.load(missing, leftMs);
    let next = 0;
    return lookups.map((_, index) => hits[index] ?? loaded[next++] ?? tooLate);
  }

  /**
   * What may be given to somebody who can wait no longer while the owner is being asked, as if it could not answer:
   * the load has a deadline of its own, which may come at the same moment or later.
   */
  whileLoading(lookup: DetailsLookup): DetailsResult | undefined {
    const { versionedMs, staleIfErrorMs } = this.options;
    const known = this.loading.get(loadOf(lookup));
    return this.given(lookup, known, versionedMs + staleIfErrorMs, 'stale-cache');
  }

  private async load(missing: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]> {
    const loadedAtMs = this.options.sharedClock();
    try {
      const results = await this.source.find(missing, budgetMs);
      return missing.map((lookup, index) => {
        const result = results[index] ?? tooLate;
        if (result.outcome === 'unavailable') return this.stale(lookup) ?? this.missed(result);
        void this.write(lookup, toEntry(result, lookup, loadedAtMs));
        return this.missed(result);
      });
    } finally {
      for (const lookup of missing) this.loading.delete(loadOf(lookup));
    }
  }

  private missed(result: DetailsResult): DetailsResult {
    this.options.onUse('miss');
    return result;
  }

  private fresh(lookup: DetailsLookup, known?: Known): DetailsResult | undefined {
    const found = this.given(lookup, known, this.options.versionedMs, 'cache');
    if (found) this.options.onUse('fresh');
    return found;
  }

  private stale(lookup: DetailsLookup): DetailsResult | undefined {
    const found = this.whileLoading(lookup);
    if (found) this.options.onUse('stale-if-error');
    return found;
  }

  private given(
    { minVersion }: DetailsLookup,
    known: Known | undefined,
    withinMs: number,
    from: 'cache' | 'stale-cache',
  ): DetailsResult | undefined {
    const entry = known?.entry;
    if (!entry?.details || entry.version < minVersion) return undefined;
    const ageMs = Math.max(0, this.options.sharedClock() - entry.loadedAtMs);
    if (ageMs > withinMs) return undefined;
    return { outcome: 'found', details: entry.details, version: entry.version, from, ageMs, tookMs: 0 };
  }

  private async read(lookup: DetailsLookup): Promise<Known | undefined> {
    const reading = this.known(lookup, READ_WITHIN_MS).catch(() => undefined);
    return withinBudget(reading, READ_WITHIN_MS, () => undefined);
  }

  private async known(lookup: DetailsLookup, timeoutMs: number): Promise<Known> {
    const value = await this.store.get(keyOf(lookup), timeoutMs);
    return value ? { revision: value.revision, entry: decode(value.data) } : NOTHING;
  }

  private async write(lookup: DetailsLookup, entry: SharedEntry | undefined): Promise<void> {
    if (!entry) return;
    try {
      for (let attempt = 0; attempt < MOST_WRITES; attempt += 1) {
        const known = await this.known(lookup, WRITE_WITHIN_MS);
        if (known.entry && isOlder(entry, known.entry)) return;
        const data = new TextEncoder().encode(JSON.stringify(entry));
        if (await this.store.put(keyOf(lookup), data, known.revision, WRITE_WITHIN_MS)) return;
      }
    } catch {
      // Not kept: whoever asks next loads it. The broker's state has its own metrics and health check.
    }
  }
}

/** Details are given to one driver: another who asks for the same ride must not find them. */
const keyOf = ({ rideId, driverId }: DetailsLookup): string => `${rideId}.${driverId}`;

/** Loads of one ride for different versions are apart, as flights are. */
const loadOf = (lookup: DetailsLookup): string => `${keyOf(lookup)}/${lookup.minVersion}`;

function toEntry(
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

/** Versions tell; of the same one, and of what is not there any more, the later reading is the better. */
function isOlder(entry: SharedEntry, known: SharedEntry): boolean {
  if (entry.details && known.details && entry.version !== known.version) return entry.version < known.version;
  return entry.loadedAtMs < known.loadedAtMs;
}

function decode(data: Uint8Array): SharedEntry | undefined {
  try {
    const entry = JSON.parse(new TextDecoder().decode(data)) as SharedEntry | null;
    return entry?.format === FORMAT ? entry : undefined;
  } catch {
    return undefined;
  }
}

const tooLate: DetailsResult = { outcome: 'unavailable', reason: 'deadline-exceeded', tookMs: 0 };
