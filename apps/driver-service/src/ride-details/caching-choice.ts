import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RideDetails } from './ride-details.port';

/** What a caching choice may need; it takes what it wants. */
export interface CachingOptions {
  /** How old an answer may be at most. */
  readonly ttlMs: number;
  /** For one load, whoever waits for it and for however long. */
  readonly loadDeadlineMs: number;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** In [0, 1): spreads expiry. */
  readonly random: () => number;
}

/** What stands between the port and its source. A file `caches/<choice>.cache.ts` exports one as `cache`. */
export type CachingChoice = (source: RideDetails, options: CachingOptions) => RideDetails;

const FOLDER = join(__dirname, 'caches');
const FILE = /^([a-z-]+)\.cache\.[jt]s$/;

/** The names of the files are the names of the choices: a new one is a new file and no other change. */
export const cachingChoices = (): string[] =>
  readdirSync(FOLDER).flatMap((file) => FILE.exec(file)?.[1] ?? []);

export async function loadCachingChoice(name: string): Promise<CachingChoice> {
  const { cache } = (await import(join(FOLDER, `${name}.cache`))) as { cache: CachingChoice };
  return cache;
}
