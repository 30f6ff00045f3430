import { Broker, type BrokerOptions, KeyValueBucket, MessagingEvents } from '@ride-hailing/messaging';
import type { StoreClient } from './store.client';
import type { StoredValue } from './stored-value';

/** The bucket's own counter as text; undefined for what the bucket cannot have given. */
const numberOf = (revision: string): number | undefined =>
  /^[1-9]\d{0,15}$/.test(revision) ? Number(revision) : undefined;

/** A NATS key-value bucket, on a connection of its own: a store that hangs holds up no events. */
export class NatsCacheClient implements StoreClient {
  private readonly broker: Broker;
  private readonly bucket: KeyValueBucket;

  constructor(options: BrokerOptions, bucket: string) {
    this.broker = new Broker(options, new MessagingEvents());
    this.bucket = new KeyValueBucket(this.broker, bucket);
    this.broker.start();
  }

  async get(key: string, timeoutMs: number): Promise<StoredValue | undefined> {
    const entry = await this.bucket.get(key, timeoutMs);
    return entry && { data: entry.data, revision: String(entry.revision) };
  }

  async put(
    key: string,
    data: Uint8Array,
    revision: string | undefined,
    timeoutMs: number,
  ): Promise<boolean> {
    const expected = revision === undefined ? 0 : numberOf(revision);
    return expected === undefined ? false : this.bucket.put(key, data, expected, timeoutMs);
  }

  async close(): Promise<void> {
    await this.broker.close();
  }
}
