import { Broker } from '../connection/broker';
import { onBucket, readNewest, writeAfter } from './newest-message';

export interface KeyValueEntry {
  readonly data: Uint8Array;
  /** Grows with each write to the bucket. Pass it to `put` to replace this very value. */
  readonly revision: number;
}

/**
 * One value for each key, shared by all clients of the bucket: a stream `KV_<bucket>` that keeps the newest message of
 * each subject. Fails at once without a connection, and after its time-out: a caller must do without the value then.
 */
export class KeyValueBucket {
  private readonly stream: string;

  constructor(
    private readonly broker: Broker,
    private readonly bucket: string,
  ) {
    this.stream = `KV_${bucket}`;
  }

  /**
   * @param key tokens separated by dots
   * @throws BrokerUnavailableError when there is no connection, or no answer within `timeoutMs`
   */
  get(key: string, timeoutMs: number): Promise<KeyValueEntry | undefined> {
    const { bucket, stream } = this;
    return onBucket(this.broker, { bucket, what: 'reading', timeoutMs }, async (nats) => {
      const newest = await readNewest(this.broker.inboxOn(nats), stream, this.subjectOf(key), timeoutMs);
      return newest && !newest.deleted ? { data: newest.data, revision: newest.sequence } : undefined;
    });
  }

  /**
   * Writes only if the value still has this revision; 0: only if there is none.
   * @returns false when the value has another revision by now
   * @throws BrokerUnavailableError as for `get`; the value may have been written
   */
  put(key: string, data: Uint8Array, revision: number, timeoutMs: number): Promise<boolean> {
    const { bucket, stream } = this;
    return onBucket(this.broker, { bucket, what: 'writing', timeoutMs }, async (nats, left) => {
      const subject = this.subjectOf(key);
      if (await writeAfter(nats, subject, data, { sequence: revision, timeoutMs })) return true;
      if (revision !== 0) return false;
      // A deleted value leaves a marker behind, which is overwritten as if there were none.
      const marker = await readNewest(this.broker.inboxOn(nats), stream, subject, left());
      if (!marker?.deleted) return false;
      return writeAfter(nats, subject, data, { sequence: marker.sequence, timeoutMs: left() });
    });
  }

  private subjectOf(key: string): string {
    return `$KV.${this.bucket}.${key}`;
  }
}
