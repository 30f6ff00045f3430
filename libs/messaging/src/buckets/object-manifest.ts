import { createHash } from 'node:crypto';

/** The manifest of one object, in the format of NATS object stores. */
export interface ObjectManifest {
  readonly name: string;
  readonly bucket: string;
  /** Names the chunks. Each content of an object has another one. */
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

/** An object is one chunk, which can be read without a consumer. NATS's own clients use the same chunk size. */
export const CHUNK_BYTES = 128 * 1024;

const padded = (base64url: string) => base64url.padEnd(Math.ceil(base64url.length / 4) * 4, '=');

/** An object's name as a token of a subject. */
export const tokenOf = (name: string): string => padded(Buffer.from(name).toString('base64url'));

export const digestOf = (data: Uint8Array): string =>
  `SHA-256=${padded(createHash('sha256').update(data).digest('base64url'))}`;

export const encodeManifest = (manifest: ObjectManifest): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(manifest));

/** A nuid becomes part of a subject, where other characters could name the chunks of other objects. */
const NUID = /^[A-Za-z0-9]{1,64}$/;

/** Undefined when the data is no manifest, or names chunks that cannot be read. */
export function decodeManifest(data: Uint8Array): ObjectManifest | undefined {
  try {
    const value = JSON.parse(new TextDecoder().decode(data)) as Partial<ObjectManifest> | null;
    return typeof value?.nuid === 'string' && NUID.test(value.nuid) ? (value as ObjectManifest) : undefined;
  } catch {
    return undefined;
  }
}
