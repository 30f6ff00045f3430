/** What a value may have at most: an object is one chunk of a NATS object store. */
export const MAX_VALUE_BYTES = 128 * 1024;

/** A value as the store holds it. */
export interface StoredValue {
  /** Empty when others have written there what this store cannot read; its revision lets it be replaced. */
  readonly data: Uint8Array;
  /** Names this very value of this key; another write gives another one. Nothing else may be read into it. */
  readonly revision: string;
}
