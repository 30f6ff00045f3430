import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const NAME = 'control.sock';
/** The system's limit is 104 bytes on macOS and 108 on Linux, the end included. */
const LONGEST_PATH = 103;

export interface ControlSocket {
  readonly path: string;
  /** A folder of its own that ends with the socket; undefined when the socket is in the folder of the stack. */
  readonly ownFolder?: string;
}

const fits = (path: string) => Buffer.byteLength(path) <= LONGEST_PATH;

/** The place of the control API's socket: in the folder, or in a private temporary one where that path is too long. */
export function controlSocketIn(folder: string): ControlSocket {
  const path = join(folder, NAME);
  if (fits(path)) return { path };
  const prefix = 'ride-hailing-control-';
  const parent = fits(join(tmpdir(), `${prefix}XXXXXX`, NAME)) ? tmpdir() : '/tmp';
  const ownFolder = mkdtempSync(join(parent, prefix));
  return { path: join(ownFolder, NAME), ownFolder };
}

/** Listens on the socket, which only its owner can open. Replaces one that a killed system has left. */
export async function listenOn({ path }: ControlSocket, server: Server): Promise<void> {
  rmSync(path, { force: true });
  // The system makes the socket within this call, with the permissions that the mask leaves.
  const mask = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(mask);
  }
  await once(server, 'listening');
}

export function removeSocket({ path, ownFolder }: ControlSocket): void {
  rmSync(path, { force: true });
  if (ownFolder === dirname(path)) rmSync(ownFolder, { recursive: true, force: true });
}
