import { messageOf } from '../messages/failure';
import { NatsConnection, nuid as nuids } from 'nats';
import { Broker } from '../connection/broker';
import { BrokerUnavailableError } from '../connection/broker.errors';
import { readNewest, type TimeLeft, timeLeftOf, writeAfter } from './newest-message';
import { CHUNK_BYTES, decodeManifest, digestOf, encodeManifest, tokenOf } from './object-manifest';

export interface ObjectEntry {
  /** Empty when what is there cannot be read: damaged, or written by others in several chunks. */
  readonly data: Uint8Array;
  /** Name it to write over this very content; nothing else may be read into it. */
  readonly revision: string;
}

/** How often a reader that was overtaken by a writer looks again. */
const LOOKS = 5;

/** Content of one object: the sequence of its manifest, and its chunk. */
interface Content {
  readonly sequence: number;
  readonly nuid: string;
}

/** In the place of a nuid when the manifest names none. */
const NO_NUID = 'unreadable';
const UNREADABLE = new Uint8Array(0);

const revisionOf = ({ sequence, nuid }: Content): string => `${sequence}-${nuid}`;

function contentOf(revision: string): Content | undefined {
  const [, sequence, nuid] = /^([1-9]\d{0,15})-([A-Za-z0-9]+)$/.exec(revision) ?? [];
  return sequence && nuid ? { sequence: Number(sequence), nuid } : undefined;
}

/**
 * Small files shared by all who know the bucket: a stream `OBJ_<bucket>` in the format of NATS object stores, so
 * that their tools show it. Each is one chunk, 128 KiB at most, and its manifest, which is written afterwards and
 * by compare-and-set: who reads sees one content whole. Needs no consumer. Replacing a content also purges its
 * chunk; one that was written just before a crash may stay until the stream's `maxAgeMs`.
 */
export class ObjectBucket {
  private readonly stream: string;

  constructor(
    private readonly broker: Broker,
    private readonly bucket: string,
  ) {
    this.stream = `OBJ_${bucket}`;
  }

  /**
   * What cannot be read is given as empty, with a revision by which it can be replaced.
   * @throws BrokerUnavailableError when there is no connection, or no whole answer within `timeoutMs`
   */
  async get(name: string, timeoutMs: number): Promise<ObjectEntry | undefined> {
    return this.attempt('reading', timeoutMs, async (nats, left) => {
      const { sequence, nuid, data } = await this.newest(nats, name, left);
      return data && nuid ? { data, revision: revisionOf({ sequence, nuid }) } : undefined;
    });
  }

  /**
   * Writes only if the content is still the one of `revision`; `undefined`: if there is none.
   * @returns false when it is another one by now
   * @throws RangeError when the data are longer than 128 KiB
   * @throws BrokerUnavailableError as for `get`; the object may have been written
   */
  async put(
    name: string,
    data: Uint8Array,
    revision: string | undefined,
    timeoutMs: number,
  ): Promise<boolean> {
    if (data.length > CHUNK_BYTES) {
      throw new RangeError(`object ${name}: ${data.length} bytes; ${CHUNK_BYTES} are allowed`);
    }
    const before = revision === undefined ? undefined : contentOf(revision);
    if (revision !== undefined && !before) return false;
    return this.attempt('writing', timeoutMs, async (nats, left) => {
      const nuid = nuids.next();
      await nats.jetstream().publish(this.chunkSubject(nuid), data, { timeout: left() });
      const sequence = before?.sequence ?? 0;
      let written = await this.putManifest(nats, name, { nuid, data, sequence }, left);
      // What was deleted or has run out leaves a message behind: it is written over, as if there were none.
      if (!written && !before) {
        const remains = await this.newest(nats, name, left);
        if (!remains.data) {
          written = await this.putManifest(nats, name, { nuid, data, sequence: remains.sequence }, left);
        }
      }
      const replaced = written ? before?.nuid : nuid;
      if (replaced) await this.purge(nats, replaced, left);
      return written;
    });
  }

  /** The newest manifest's sequence, or 0, and its content if it has one. */
  private async newest(
    nats: NatsConnection,
    name: string,
    left: TimeLeft,
  ): Promise<{ sequence: number; nuid?: string; data?: Uint8Array }> {
    const inbox = this.broker.inboxOn(nats);
    let last = 0;
    for (let look = 1; look <= LOOKS; look++) {
      const found = await readNewest(inbox, this.stream, this.manifestSubject(name), left());
      if (!found) return { sequence: 0 };
      const { sequence } = found;
      const manifest = decodeManifest(found.data);
      if (!manifest) return { sequence, nuid: NO_NUID, data: UNREADABLE };
      const { nuid, deleted, digest } = manifest;
      // The chunk is gone and no other has come: its age was up, and its manifest's will be next.
      if (deleted || sequence === last) return { sequence };
      const chunk = await readNewest(inbox, this.stream, this.chunkSubject(nuid), left());
      if (chunk) return { sequence, nuid, data: digestOf(chunk.data) === digest ? chunk.data : UNREADABLE };
      last = sequence;
    }
    throw new Error(`object ${name} was replaced ${LOOKS} times while it was read`);
  }

  private putManifest(
    nats: NatsConnection,
    name: string,
    { nuid, data, sequence }: Content & { data: Uint8Array },
    left: TimeLeft,
  ): Promise<boolean> {
    const manifest = {
      name,
      bucket: this.bucket,
      nuid,
      size: data.length,
      chunks: 1,
      digest: digestOf(data),
      mtime: new Date().toISOString(),
      options: { max_chunk_size: CHUNK_BYTES },
    };
    const options = { sequence, timeoutMs: left(), replace: true };
    return writeAfter(nats, this.manifestSubject(name), encodeManifest(manifest), options);
  }

  /** Best effort: the new content stands in any case, and the stream's age limit takes what is left. */
  private async purge(nats: NatsConnection, nuid: string, left: TimeLeft): Promise<void> {
    const request = JSON.stringify({ filter: this.chunkSubject(nuid) });
    try {
      await nats.request(`$JS.API.STREAM.PURGE.${this.stream}`, request, { timeout: left() });
    } catch {
      // Whoever writes cannot do more about it.
    }
  }

  private async attempt<T>(
    what: string,
    timeoutMs: number,
    work: (nats: NatsConnection, left: TimeLeft) => Promise<T>,
  ): Promise<T> {
    const nats = this.broker.connection();
    if (!nats) throw new BrokerUnavailableError(`bucket ${this.bucket}: not connected`);
    try {
      return await work(nats, timeLeftOf(timeoutMs));
    } catch (cause) {
      const why = messageOf(cause);
      throw new BrokerUnavailableError(`bucket ${this.bucket}: ${what}: ${why}`, { cause });
    }
  }

  private chunkSubject(nuid: string): string {
    return `$O.${this.bucket}.C.${nuid}`;
  }

  private manifestSubject(name: string): string {
    return `$O.${this.bucket}.M.${tokenOf(name)}`;
  }
}
