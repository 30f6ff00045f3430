import type { StoredValue } from './stored-value';

/** What one kind of store can do, with its own errors; `CheckedStore` makes a port of it. */
export interface StoreClient {
  /** @throws Error of any kind when there is no answer within `timeoutMs` */
  get(key: string, timeoutMs: number): Promise<StoredValue | undefined>;
  /** @throws Error of any kind when there is no answer within `timeoutMs` */
  put(key: string, data: Uint8Array, revision: string | undefined, timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}
