import { NatsConnection, nuid as nuids } from 'nats';
import { Broker } from '../connection/broker';
import { onBucket, readNewest, type TimeLeft, writeAfter } from './newest-message';
import { CHUNK_BYTES, decodeManifest, digestOf, encodeManifest, tokenOf } from './object-manifest';

export interface ObjectEntry {
  /** Empty when the content cannot be read: damaged, or written in several chunks by another client. */
  readonly data: Uint8Array;
  /** Opaque. Pass it to `put` to replace this very content. */
  readonly revision: string;
}

/** How often a reader looks in all when writers replace the object meanwhile. */
const LOOKS = 5;

/** Content of one object: the sequence of its manifest, and the name of its chunk. */
interface Content {
  readonly sequence: number;
  readonly nuid: string;
}

/** Stands in for the nuid when the manifest cannot be read. */
const NO_NUID = 'unreadable';
const UNREADABLE = new Uint8Array(0);

const revisionOf = ({ sequence, nuid }: Content): string => `${sequence}-${nuid}`;

function contentOf(revision: string): Content | undefined {
  const [, sequence, nuid] = /^([1-9]\d{0,15})-([A-Za-z0-9]+)$/.exec(revision) ?? [];
  return sequence && nuid ? { sequence: Number(sequence), nuid } : undefined;
}

/**
 * Small files shared by all clients of the bucket: a stream `OBJ_<bucket>` in the format of NATS object stores, so that
 * their tools show it. Each file is one chunk of at most 128 KiB, and a manifest, which is written afterwards and by
 * compare-and-set, so that a reader sees one whole content. Needs no consumer. Replacing a content also purges its
 * chunk; a chunk that was written just before a crash may remain until the stream's `maxAgeMs`.
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
   * A content that cannot be read is returned as empty, with a revision that lets it be replaced.
   * @throws BrokerUnavailableError when there is no connection, or no whole answer within `timeoutMs`
   */
  async get(name: string, timeoutMs: number): Promise<ObjectEntry | undefined> {
    const { bucket } = this;
    return onBucket(this.broker, { bucket, what: 'reading', timeoutMs }, async (nats, left) => {
      const { sequence, nuid, data } = await this.newest(nats, name, left);
      return data && nuid ? { data, revision: revisionOf({ sequence, nuid }) } : undefined;
    });
  }

  /**
   * Writes only if the content still has this revision; `undefined`: only if there is none.
   * @returns false when the content has another revision by now
   * @throws RangeError when the data is longer than 128 KiB
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
    const { bucket } = this;
    return onBucket(this.broker, { bucket, what: 'writing', timeoutMs }, async (nats, left) => {
      const nuid = nuids.next();
      await nats.jetstream().publish(this.chunkSubject(nuid), data, { timeout: left() });
      const sequence = before?.sequence ?? 0;
      let written = await this.putManifest(nats, name, { nuid, data, sequence }, left);
      // A deleted or expired content leaves a manifest behind, which is overwritten as if there were none.
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

  /** Reads the newest manifest's sequence, 0 without one, and its content if it has any. */
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
      // The same manifest still has no chunk: the chunk has reached the age limit, and the manifest will soon.
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

  /** Best effort: the new content is valid in any case, and the stream's age limit removes a chunk that remains. */
  private async purge(nats: NatsConnection, nuid: string, left: TimeLeft): Promise<void> {
    const request = JSON.stringify({ filter: this.chunkSubject(nuid) });
    try {
      await nats.request(`$JS.API.STREAM.PURGE.${this.stream}`, request, { timeout: left() });
    } catch {
      // The writer can do nothing about it.
    }
  }

  private chunkSubject(nuid: string): string {
    return `$O.${this.bucket}.C.${nuid}`;
  }

  private manifestSubject(name: string): string {
    return `$O.${this.bucket}.M.${tokenOf(name)}`;
  }
}
