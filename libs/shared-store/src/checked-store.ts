import { LateError } from '@ride-hailing/timing';
import { SharedStoreUnavailableError } from './shared-store.errors';
import { MAX_VALUE_BYTES, type SharedStore, type StoreClient, type StoredValue } from './shared-store.port';

const KEY = /^[A-Za-z0-9_-]{1,64}$/;

function checkKey(key: string): void {
  if (!KEY.test(key)) throw new RangeError(`key ${JSON.stringify(key)}: only [A-Za-z0-9_-]{1,64} is allowed`);
}

function reasonOf(cause: unknown): string {
  if (cause instanceof LateError) return 'timeout';
  return cause instanceof Error ? cause.message : String(cause);
}

/** Gives every kind of store the same limits of keys and sizes, and turns every failure into the port's one error. */
export class CheckedStore implements SharedStore {
  private closed = false;

  constructor(
    readonly description: string,
    private readonly client: StoreClient,
  ) {}

  async get(key: string, timeoutMs: number): Promise<StoredValue | undefined> {
    checkKey(key);
    return this.attempt(() => this.client.get(key, timeoutMs));
  }

  async put(
    key: string,
    data: Uint8Array,
    revision: string | undefined,
    timeoutMs: number,
  ): Promise<boolean> {
    checkKey(key);
    if (data.length > MAX_VALUE_BYTES) {
      throw new RangeError(`value of ${key}: ${data.length} bytes; ${MAX_VALUE_BYTES} are allowed`);
    }
    // No store issues an empty revision, and some would treat it as no condition.
    if (revision === '') return false;
    return this.attempt(() => this.client.put(key, data, revision, timeoutMs));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.client.close();
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      if (this.closed) throw new Error('it was closed here');
      return await work();
    } catch (cause) {
      throw new SharedStoreUnavailableError(`${this.description}: ${reasonOf(cause)}`, { cause });
    }
  }
}
