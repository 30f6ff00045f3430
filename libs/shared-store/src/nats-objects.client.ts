import { Broker, type BrokerOptions, MessagingEvents, ObjectBucket } from '@ride-hailing/messaging';
import type { StoreClient, StoredValue } from './shared-store.port';

/** A NATS object store on its own connection, so that a store that hangs delays no events. */
export class NatsObjectsClient implements StoreClient {
  private readonly broker: Broker;
  private readonly bucket: ObjectBucket;

  constructor(options: BrokerOptions, bucket: string) {
    this.broker = new Broker(options, new MessagingEvents());
    this.bucket = new ObjectBucket(this.broker, bucket);
    this.broker.start();
  }

  get(key: string, timeoutMs: number): Promise<StoredValue | undefined> {
    return this.bucket.get(key, timeoutMs);
  }

  put(key: string, data: Uint8Array, revision: string | undefined, timeoutMs: number): Promise<boolean> {
    return this.bucket.put(key, data, revision, timeoutMs);
  }

  async close(): Promise<void> {
    await this.broker.close();
  }
}
