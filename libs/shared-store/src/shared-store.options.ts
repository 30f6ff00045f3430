import { serversOf } from '@ride-hailing/addresses';
import type { BrokerOptions } from '@ride-hailing/messaging';
import type { RedisOptions } from './redis.client';
import type { S3Options } from './s3.client';
import { SharedStoreOptionsError } from './shared-store.errors';

/** Where a store is, and the login of this service. */
export interface SharedStoreOptions {
  /**
   * The scheme names the kind of store: `nats://` or `tls://` (several servers of one cluster separated by commas),
   * `redis://` or `rediss://` for a cache, `http://` or `https://` with the bucket as path for objects.
   */
  readonly url: string;
  /** Name of the NATS bucket; prefix of each key in Redis. The URL names an S3 bucket. */
  readonly bucket: string;
  /** Name of the service; the store shows it for the connection. */
  readonly name: string;
  /** NATS only: the service's own user. */
  readonly user?: string;
  readonly password?: string;
  /** NATS only: the folder of the service's certificates. */
  readonly tlsFolder?: string;
  /** S3 only. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  /** S3 only. Default `us-east-1`. */
  readonly region?: string;
}

/** The URL schemes of each port. */
export const CACHE_SCHEMES = ['nats', 'tls', 'redis', 'rediss'] as const;
export const OBJECT_SCHEMES = ['nats', 'tls', 'http', 'https'] as const;

const fail = (message: string): never => {
  throw new SharedStoreOptionsError(message);
};

const listOf = (schemes: readonly string[]) => schemes.map((scheme) => `${scheme}://`).join(', ');

const NATS_SCHEMES = ['nats', 'tls'];

/**
 * Parses a store's URL; returns the first one when the text names several servers of NATS.
 * @throws SharedStoreOptionsError that names the allowed schemes
 */
export function urlOf(text: string, schemes: readonly string[]): URL {
  const servers = serversOf(text);
  const url = oneUrlOf(servers[0] ?? '', schemes);
  if (servers.length > 1) for (const one of servers) oneUrlOf(one, NATS_SCHEMES, ' for several servers');
  return url;
}

function oneUrlOf(text: string, schemes: readonly string[], where = ''): URL {
  const allowed = `allowed are ${listOf(schemes)}${where}`;
  const shown = text.replace(/\/\/.*@/s, '//[hidden]@');
  if (!URL.canParse(text)) return fail(`"${shown}" is no URL of a store: ${allowed}`);
  const url = new URL(text);
  if (!schemes.includes(url.protocol.slice(0, -1))) {
    fail(`no store is known for ${url.protocol}//: ${allowed}`);
  }
  if (!url.hostname) fail(`${url.protocol}// names no host`);
  return url;
}

const refuseCredentials = ({ username, password, host }: URL, instead: string): void => {
  if (username || password) fail(`the URL of ${host} holds credentials: give them as ${instead}`);
};

/** @throws SharedStoreOptionsError */
export function brokerOptionsOf(url: URL, options: SharedStoreOptions): BrokerOptions {
  const { name, user, password, bucket, tlsFolder } = options;
  refuseCredentials(url, 'user and password');
  if (!/^[A-Za-z0-9_-]+$/.test(bucket))
    fail(`"${bucket}" is no name of a NATS bucket: [A-Za-z0-9_-]+ is allowed`);
  if (!user || !password) return fail(`NATS at ${url.host} needs user and password`);
  return { url: options.url, name, user, password, tlsFolder };
}

/** @throws SharedStoreOptionsError */
export function redisOptionsOf(url: URL, { bucket, name }: SharedStoreOptions): RedisOptions {
  if (!/^\/?\d*$/.test(url.pathname)) {
    fail(
      `${url.pathname} is no database of Redis at ${url.host}: a number is allowed, as in redis://host:6379/0`,
    );
  }
  return { url: url.href, name, prefix: bucket };
}

/** @throws SharedStoreOptionsError */
export function s3OptionsOf(url: URL, options: SharedStoreOptions): S3Options {
  const { accessKeyId, secretAccessKey, region = 'us-east-1' } = options;
  refuseCredentials(url, 'accessKeyId and secretAccessKey');
  const bucket = /^\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?$/.exec(url.pathname)?.[1];
  if (!bucket || url.search) {
    return fail(`${url.href} names no bucket: allowed is ${url.origin}/bucket, with 3 to 63 of [a-z0-9.-]`);
  }
  if (!accessKeyId || !secretAccessKey) {
    return fail(`S3 at ${url.host} needs accessKeyId and secretAccessKey`);
  }
  return { endpoint: url.origin, bucket, accessKeyId, secretAccessKey, region };
}
