import {
  type ManagedProcess,
  type RedisBinary,
  redisServer,
  reservePortBlock,
  type S3Program,
  s3Server,
  Watchdog,
} from '@ride-hailing/stack';
import { createClient } from '@redis/client';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FIND_WITHIN_MS = 240_000;
const ANSWER_WITHIN_MS = 5_000;
const BUCKET = 'current-rides';

interface Programs {
  readonly redis: RedisBinary;
  readonly s3: S3Program;
}

type ServersHere = { readonly found: Programs } | { readonly found?: undefined; readonly fault: string };

/** Finds both servers or fetches them, synchronously, since Jest must know all tests before it runs any. */
export function storeServersHere(): ServersHere {
  const program = join(__dirname, 'find-store-servers.process.ts');
  const output = execFileSync(process.execPath, ['-r', '@swc-node/register', program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: FIND_WITHIN_MS,
  });
  return JSON.parse(output) as ServersHere;
}

/** The server takes every login, but no stranger. */
const LOGIN = { authorization: 'AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request' };

async function s3(method: 'GET' | 'PUT', url: string): Promise<string> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const answer = await fetch(url, { method, headers: LOGIN, signal });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text;
}

/** A Redis and an S3 server, both empty after each start, with the settings that let services use them. */
export class StoreServers {
  private constructor(
    readonly redis: ManagedProcess,
    readonly s3: ManagedProcess,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(programs: Programs): Promise<StoreServers> {
    const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-stores-'));
    const watchdog = new Watchdog();
    const block = await reservePortBlock();
    const place = { folder, watchdog };
    const redis = redisServer(programs.redis, { ...place, port: block.base });
    const s3 = s3Server(programs.s3, { ...place, port: block.base + 1 });
    const servers = new StoreServers(redis, s3, async () => {
      await Promise.all([redis.stop(), s3.stop()]);
      watchdog.close();
      await block.release();
      rmSync(folder, { recursive: true, force: true });
    });
    await servers.startAgain();
    await servers.makeBucket();
    return servers;
  }

  /** The settings of each service that uses the stores, as docs/operating.md has them. */
  get settings(): Record<string, string> {
    return {
      SHARED_CACHE_URL: this.redis.url,
      SHARED_FILES_URL: `${this.s3.url}/${BUCKET}`,
      SHARED_FILES_ACCESS_KEY_ID: 'key',
      SHARED_FILES_SECRET_ACCESS_KEY: 'secret',
    };
  }

  async kill(): Promise<void> {
    await Promise.all([this.redis.kill(), this.s3.kill()]);
  }

  async startAgain(): Promise<void> {
    await Promise.all([this.redis.start(), this.s3.start()]);
    await Promise.all([this.redis.waitReady(), this.s3.waitReady()]);
  }

  /** Makes the bucket, which services never do: whoever runs S3 owns it. */
  async makeBucket(): Promise<void> {
    await s3('PUT', `${this.s3.url}/${BUCKET}`);
  }

  /** All that both servers hold, raw: each value by its key. */
  async contents(): Promise<{ readonly redis: Map<string, string>; readonly s3: Map<string, string> }> {
    const client = await createClient({ url: this.redis.url }).connect();
    const redis = new Map<string, string>();
    try {
      for (const key of await client.keys('*')) redis.set(key, JSON.stringify(await client.hGetAll(key)));
    } finally {
      await client.close();
    }
    const bucket = `${this.s3.url}/${BUCKET}`;
    const files = new Map<string, string>();
    for (const [, key = ''] of (await s3('GET', `${bucket}?list-type=2`)).matchAll(/<Key>([^<]*)<\/Key>/g))
      files.set(key, await s3('GET', `${bucket}/${key}`));
    return { redis, s3: files };
  }
}
