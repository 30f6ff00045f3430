import { createHash } from 'node:crypto';

/** What a bucket's stream holds about one object, as NATS object stores write it down. */
export interface ObjectManifest {
  readonly name: string;
  readonly bucket: string;
  /** Names the chunks: another one for each content that an object ever has. */
  readonly nuid: string;
  /** In bytes. */
  readonly size: number;
  readonly chunks: number;
  /** `SHA-256=` and base64url with padding. */
  readonly digest: string;
  readonly mtime: string;
  readonly options: { readonly max_chunk_size: number };
  readonly deleted?: boolean;
}

/** Everything is one chunk, which can be read without a consumer; other writers of this format cut here too. */
export const CHUNK_BYTES = 128 * 1024;

const padded = (base64url: string) => base64url.padEnd(Math.ceil(base64url.length / 4) * 4, '=');

/** An object's name as a token of a subject. */
export const tokenOf = (name: string): string => padded(Buffer.from(name).toString('base64url'));

export const digestOf = (data: Uint8Array): string =>
  `SHA-256=${padded(createHash('sha256').update(data).digest('base64url'))}`;

export const encodeManifest = (manifest: ObjectManifest): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(manifest));

/** It goes into a subject, where anything else could name chunks of other objects. */
const NUID = /^[A-Za-z0-9]{1,64}$/;

/** Undefined when it is no manifest of chunks that can be asked for. */
export function decodeManifest(data: Uint8Array): ObjectManifest | undefined {
  try {
    const value = JSON.parse(new TextDecoder().decode(data)) as Partial<ObjectManifest> | null;
    return typeof value?.nuid === 'string' && NUID.test(value.nuid) ? (value as ObjectManifest) : undefined;
  } catch {
    return undefined;
  }
}
