import type { S3Client as Sdk } from '@aws-sdk/client-s3';
import { within } from '@ride-hailing/timing';
import { addAbortSignal, type Readable } from 'node:stream';
import { MAX_VALUE_BYTES, type StoreClient, type StoredValue } from './shared-store.port';

export interface S3Options {
  /** URL without the bucket. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** An object that serves only to find out whether the server honours conditions. */
const PROBE = '.conditional-writes-probe';
/** No object has this ETag: it is the MD5 of nothing that is known. */
const FOREIGN_ETAG = `"${'0'.repeat(32)}"`;

/** The condition did not hold: nothing to replace, a concurrent writer, or another object. */
const REFUSED = [404, 409, 412];

function statusOf(error: unknown): number | undefined {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/**
 * A bucket of an S3 server: each value is an object, and its ETag is the revision. An ETag names a content: writing the
 * same content again does not change it. Refuses to write to servers that ignore conditions, since two writers would
 * silently overwrite each other there.
 */
export class S3Client implements StoreClient {
  private readonly opened: Promise<{ sdk: Sdk; s3: typeof import('@aws-sdk/client-s3') }>;
  private probed?: Promise<void>;

  constructor(private readonly options: S3Options) {
    this.opened = this.open();
    this.opened.catch(() => undefined);
  }

  async get(key: string, timeoutMs: number): Promise<StoredValue | undefined> {
    const signal = AbortSignal.timeout(timeoutMs);
    return within(timeoutMs, this.read(key, signal));
  }

  async put(
    key: string,
    data: Uint8Array,
    revision: string | undefined,
    timeoutMs: number,
  ): Promise<boolean> {
    const signal = AbortSignal.timeout(timeoutMs);
    return within(timeoutMs, this.writeChecked(key, data, revision, signal));
  }

  async close(): Promise<void> {
    const { sdk } = await this.opened;
    sdk.destroy();
  }

  /** Loads the package on first use only. */
  private async open() {
    const s3 = await import('@aws-sdk/client-s3');
    const { endpoint, region, accessKeyId, secretAccessKey } = this.options;
    const sdk = new s3.S3Client({
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
      // The caller decides whether to retry.
      maxAttempts: 1,
      // Many servers do not support the newer checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    return { sdk, s3 };
  }

  private async read(key: string, abortSignal: AbortSignal): Promise<StoredValue | undefined> {
    const { sdk, s3 } = await this.opened;
    try {
      const command = new s3.GetObjectCommand({ Bucket: this.options.bucket, Key: key });
      const { Body, ETag, ContentLength = 0 } = await sdk.send(command, { abortSignal });
      if (!Body || !ETag) throw new Error('an answer without content or ETag');
      if (ContentLength > MAX_VALUE_BYTES) {
        (Body as Readable).destroy();
        return { data: new Uint8Array(0), revision: ETag };
      }
      addAbortSignal(abortSignal, Body as Readable);
      return { data: await Body.transformToByteArray(), revision: ETag };
    } catch (error) {
      if (isNamed(error, 'NoSuchKey')) return undefined;
      throw error;
    }
  }

  private async writeChecked(
    key: string,
    data: Uint8Array,
    revision: string | undefined,
    signal: AbortSignal,
  ): Promise<boolean> {
    this.probed ??= this.probe(signal).catch((error: unknown) => {
      this.probed = undefined;
      throw error;
    });
    await this.probed;
    return this.write(key, data, revision, signal);
  }

  /** Writes on conditions that do not hold, that nothing exists and that another value does: both must be refused. */
  private async probe(signal: AbortSignal): Promise<void> {
    const nothing = new Uint8Array(0);
    await this.write(PROBE, nothing, undefined, signal);
    for (const [condition, revision] of [
      ['If-None-Match', undefined],
      ['If-Match', FOREIGN_ETAG],
    ] as const) {
      if (await this.write(PROBE, nothing, revision, signal)) {
        throw new Error(`this S3 server ignores conditional writes (${condition}): it cannot be used`);
      }
    }
  }

  private async write(
    key: string,
    data: Uint8Array,
    revision: string | undefined,
    abortSignal: AbortSignal,
  ): Promise<boolean> {
    const { sdk, s3 } = await this.opened;
    const condition = revision === undefined ? { IfNoneMatch: '*' } : { IfMatch: revision };
    try {
      const object = { Bucket: this.options.bucket, Key: key, Body: data, ContentLength: data.length };
      await sdk.send(new s3.PutObjectCommand({ ...object, ...condition }), { abortSignal });
      return true;
    } catch (error) {
      if (REFUSED.includes(statusOf(error) ?? 0) && !isNamed(error, 'NoSuchBucket')) return false;
      throw error;
    }
  }
}
