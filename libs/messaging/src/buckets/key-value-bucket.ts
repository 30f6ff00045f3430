import { messageOf } from '../messages/failure';
import { Broker } from '../connection/broker';
import { BrokerUnavailableError } from '../connection/broker.errors';
import { readNewest, timeLeftOf, writeAfter } from './newest-message';

export interface KeyValueEntry {
  readonly data: Uint8Array;
  /** Grows with each write of the bucket; name it to write over this very value. */
  readonly revision: number;
}

/**
 * One value for each key, shared by all who know the bucket: a stream `KV_<bucket>` that keeps the newest message
 * of each subject. Fails at once without a connection, and after the time given: who asks must do without it.
 */
export class KeyValueBucket {
  constructor(
    private readonly broker: Broker,
    private readonly bucket: string,
  ) {}

  /**
   * @param key tokens separated by dots
   * @throws BrokerUnavailableError when there is no connection, or no answer within `timeoutMs`
   */
  async get(key: string, timeoutMs: number): Promise<KeyValueEntry | undefined> {
    const nats = this.connected();
    try {
      const newest = await readNewest(
        this.broker.inboxOn(nats),
        `KV_${this.bucket}`,
        this.subjectOf(key),
        timeoutMs,
      );
      return newest && !newest.deleted ? { data: newest.data, revision: newest.sequence } : undefined;
    } catch (cause) {
      throw this.unavailable('reading', cause);
    }
  }

  /**
   * Writes only if the value is still the one of `revision`, or if there is none and `revision` is 0.
   * @returns false when it is another one by now
   * @throws BrokerUnavailableError as for `get`; the value may have been written
   */
  async put(key: string, data: Uint8Array, revision: number, timeoutMs: number): Promise<boolean> {
    const nats = this.connected();
    try {
      const subject = this.subjectOf(key);
      const left = timeLeftOf(timeoutMs);
      if (await writeAfter(nats, subject, data, { sequence: revision, timeoutMs })) return true;
      if (revision !== 0) return false;
      // A deleted value leaves a message behind, which is written over as if there were none.
      const remains = await readNewest(this.broker.inboxOn(nats), `KV_${this.bucket}`, subject, left());
      if (!remains?.deleted) return false;
      return await writeAfter(nats, subject, data, { sequence: remains.sequence, timeoutMs: left() });
    } catch (cause) {
      throw this.unavailable('writing', cause);
    }
  }

  private connected() {
    const nats = this.broker.connection();
    if (!nats) throw new BrokerUnavailableError(`bucket ${this.bucket}: not connected`);
    return nats;
  }

  private subjectOf(key: string): string {
    return `$KV.${this.bucket}.${key}`;
  }

  private unavailable(what: string, cause: unknown): BrokerUnavailableError {
    const why = messageOf(cause);
    return new BrokerUnavailableError(`bucket ${this.bucket}: ${what}: ${why}`, { cause });
  }
}
