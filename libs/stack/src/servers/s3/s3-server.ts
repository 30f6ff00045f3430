import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { HOST } from '../port-block';
import { baseEnvironment } from '../processes/base-environment';
import { ManagedProcess } from '../processes/managed-process';
import type { Watchdog } from '../processes/watchdog';
import type { S3Program } from './find-s3-server';

const LOOK_WITHIN_MS = 1_000;

/** moto checks the condition of a write and then writes, which two threads may do at once: here one request at a time. */
const PROGRAM = `
import sys, threading
from werkzeug.serving import run_simple
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
app, turn = DomainDispatcherApplication(create_backend_app), threading.Lock()
def in_turn(environ, start_response):
    with turn:
        return app(environ, start_response)
run_simple(sys.argv[1], int(sys.argv[2]), in_turn, threaded=True)
`;

/** An S3 server that keeps everything in memory, buckets included, takes every key, and has its log in `folder`. */
export function s3Server(
  { python, options, env }: S3Program,
  { folder, port, watchdog }: { folder: string; port: number; watchdog: Watchdog },
): ManagedProcess {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const url = `http://${HOST}:${port}`;
  return new ManagedProcess(
    {
      name: 's3',
      command: python,
      args: [...options, '-c', PROGRAM, HOST, String(port)],
      env: { ...baseEnvironment(), ...env },
      cwd: folder,
      logFile: join(folder, 's3.log'),
      url,
      stopWithinMs: 5_000,
      isReady: async () => (await fetch(url, { signal: AbortSignal.timeout(LOOK_WITHIN_MS) })).ok,
    },
    watchdog,
  );
}
