import {
  type ManagedProcess,
  type RedisBinary,
  redisServer,
  reservePortBlock,
  Watchdog,
} from '@ride-hailing/stack';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FIND_WITHIN_MS = 180_000;

export type RedisHere =
  { readonly binary: RedisBinary } | { readonly binary?: undefined; readonly fault: string };

/** Finds the server synchronously, since Jest must know all tests before it runs any. */
export function redisHere(): RedisHere {
  const args = ['-r', '@swc-node/register', join(__dirname, 'find-redis.ts')];
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  return JSON.parse(
    execFileSync(process.execPath, args, { encoding: 'utf8', stdio, timeout: FIND_WITHIN_MS }),
  ) as RedisHere;
}

export interface RunningRedis {
  readonly server: ManagedProcess;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a private server on a free port, in a private folder. */
export async function startRedis(binary: RedisBinary): Promise<RunningRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-redis-'));
  const watchdog = new Watchdog();
  watchdog.ownFolder(folder);
  const block = await reservePortBlock();
  const server = redisServer(binary, { folder, port: block.base, watchdog });
  await server.start();
  await server.waitReady();
  const stop = async () => {
    await server.stop();
    await block.release();
    rmSync(folder, { recursive: true, force: true });
    watchdog.forgetFolder(folder);
    watchdog.close();
  };
  return { server, port: block.base, stop };
}
