import { reservePortBlock, type S3Program, s3Server, Watchdog } from '@ride-hailing/stack';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FIND_WITHIN_MS = 180_000;

export type MotoHere = { readonly found: S3Program } | { readonly found?: undefined; readonly fault: string };

/** Finds the server synchronously, since Jest must know all tests before it runs any. */
export function motoHere(): MotoHere {
  const args = ['-r', '@swc-node/register', join(__dirname, 'find-moto.ts')];
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  return JSON.parse(
    execFileSync(process.execPath, args, { encoding: 'utf8', stdio, timeout: FIND_WITHIN_MS }),
  ) as MotoHere;
}

/** Starts a private server on a free port, without a bucket. */
export async function startMoto(program: S3Program): Promise<{ port: number; remove(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-moto-'));
  const watchdog = new Watchdog();
  watchdog.ownFolder(folder);
  const block = await reservePortBlock();
  const server = s3Server(program, { folder, port: block.base, watchdog });
  await server.start();
  await server.waitReady();
  const remove = async () => {
    await server.stop();
    await block.release();
    rmSync(folder, { recursive: true, force: true });
    watchdog.forgetFolder(folder);
    watchdog.close();
  };
  return { port: block.base, remove };
}
