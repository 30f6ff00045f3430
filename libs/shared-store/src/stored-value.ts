/** A value as the store holds it. */
export interface StoredValue {
  readonly data: Uint8Array;
  /** Names this very value of this key; another write gives another one. Nothing else may be read into it. */
  readonly revision: string;
}
