import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { firstAnswer } from '../first-answer';
import { HOST } from '../port-block';
import { baseEnvironment } from '../processes/base-environment';
import { ManagedProcess } from '../processes/managed-process';
import type { Watchdog } from '../processes/watchdog';
import type { RedisBinary } from './find-redis-server';

/** A Redis or Valkey server that keeps everything in memory, with its log in `folder`. */
export function redisServer(
  binary: RedisBinary,
  { folder, port, watchdog }: { folder: string; port: number; watchdog: Watchdog },
): ManagedProcess {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const settings = { bind: HOST, port, dir: folder, save: '', appendonly: 'no' };
  return new ManagedProcess(
    {
      name: 'redis',
      command: binary.path,
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
      env: { ...baseEnvironment(), ...binary.env },
      cwd: folder,
      logFile: join(folder, 'redis.log'),
      url: `redis://${HOST}:${port}`,
      stopWithinMs: 5_000,
      isReady: () => firstAnswer(port, (text) => text.startsWith('+PONG'), { greeting: 'PING\r\n' }),
    },
    watchdog,
  );
}
