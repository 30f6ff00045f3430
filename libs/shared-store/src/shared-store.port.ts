/** The largest value: an object is one chunk of a NATS object store. */
export const MAX_VALUE_BYTES = 128 * 1024;

/** A value as the store holds it. */
export interface StoredValue {
  /** Empty when others have written something there that this store cannot read; its revision lets it be replaced. */
  readonly data: Uint8Array;
  /** Opaque. Names this very value of this key; each write gives another one. */
  readonly revision: string;
}

/**
 * Values that several services and instances share, by key. Keys match `[A-Za-z0-9_-]{1,64}`.
 * Every call ends within its time-out.
 */
export interface SharedStore {
  /** The kind of store and its address, for people. */
  readonly description: string;
  /** @throws SharedStoreUnavailableError when the store cannot answer within `timeoutMs` */
  get(key: string, timeoutMs: number): Promise<StoredValue | undefined>;
  /**
   * Writes only if the value still has this revision; `undefined`: only if there is none.
   * @returns false when the value has another revision by now
   * @throws SharedStoreUnavailableError as for `get`; the value may have been written
   */
  put(key: string, data: Uint8Array, revision: string | undefined, timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Keeps each value for a limited time. */
export type SharedCache = SharedStore;

/** Keeps each value, a file, until it is replaced. */
export type ObjectStore = SharedStore;

/** One kind of store. It throws its own errors; `CheckedStore` turns them into those of the port. */
export type StoreClient = Omit<SharedStore, 'description'>;
