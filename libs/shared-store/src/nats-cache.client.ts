import { Broker, type BrokerOptions, KeyValueBucket, MessagingEvents } from '@ride-hailing/messaging';
import type { StoreClient, StoredValue } from './shared-store.port';

/** The revision as the bucket's number; undefined for text that the bucket cannot have issued. */
const numberOf = (revision: string): number | undefined =>
  /^[1-9]\d{0,15}$/.test(revision) ? Number(revision) : undefined;

/** A NATS key-value bucket on its own connection, so that a store that hangs delays no events. */
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
