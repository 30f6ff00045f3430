import type { StoredValue } from './stored-value';

/**
 * Values that several services and instances share, by key. Keys match `[A-Za-z0-9_-]{1,64}`.
 * Every call ends within its time-out.
 */
export interface SharedStore {
  /** For people: which kind, and where. */
  readonly description: string;
  /** @throws SharedStoreUnavailableError when the store cannot answer within `timeoutMs` */
  get(key: string, timeoutMs: number): Promise<StoredValue | undefined>;
  /**
   * Writes only if the value is still the one of `revision`; `undefined`: if there is none.
   * @returns false when it is another one by now
   * @throws SharedStoreUnavailableError as for `get`; the value may have been written
   */
  put(key: string, data: Uint8Array, revision: string | undefined, timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Keeps each value for a limited time. */
export type SharedCache = SharedStore;

/** Keeps each value, a file, until it is replaced. */
export type ObjectStore = SharedStore;
