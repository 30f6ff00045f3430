import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unprivilegedUser } from '../../servers/processes/unprivileged-user';
import { controlSocketIn, listenOn, removeSocket } from './control-socket';

const CONNECT = `
require('node:net').connect(process.argv[1])
  .on('connect', () => process.exit(0))
  .on('error', ({ code }) => { console.log(code); process.exit(1); });`;

describe('the socket of the control API', () => {
  let folder: string;
  let server: Server;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'socket-'));
    chmodSync(folder, 0o755);
    server = createServer((_request, response) => response.end());
  });
  afterEach(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const connect = (path: string) =>
    spawnSync(process.execPath, ['-e', CONNECT, path], { cwd: '/', encoding: 'utf8', timeout: 20_000 });
  /** Whoever may not write to a socket cannot connect to it. */
  const mayWrite = (path: string, { uid, gid }: { uid: number; gid: number }): boolean =>
    spawnSync('/bin/sh', ['-c', 'test -w "$0"', path], { uid, gid, cwd: '/', timeout: 20_000 }).status === 0;

  it('opens for its owner alone, whatever the mask of new files', async () => {
    const socket = controlSocketIn(folder);
    const mask = process.umask(0);
    await listenOn(socket, server);
    expect(process.umask(mask)).toBe(0);
    expect(socket.path).toBe(join(folder, 'control.sock'));
    expect(statSync(socket.path).mode & 0o777).toBe(0o600);
    expect(connect(socket.path).status).toBe(0);
    const other = unprivilegedUser();
    // Only root can become another user.
    if (other) {
      expect(mayWrite(socket.path, other)).toBe(false);
      chmodSync(socket.path, 0o666);
      expect(mayWrite(socket.path, other)).toBe(true);
    }
    removeSocket(socket);
    expect(() => statSync(socket.path)).toThrow('ENOENT');
  });

  it('replaces a file that a killed system has left', async () => {
    writeFileSync(join(folder, 'control.sock'), '');
    const socket = controlSocketIn(folder);
    await listenOn(socket, server);
    expect(statSync(socket.path).isSocket()).toBe(true);
  });

  it('has a private folder of its own where the path would be too long for a socket', async () => {
    const deep = join(folder, 'x'.repeat(120));
    mkdirSync(deep);
    const socket = controlSocketIn(deep);
    expect(Buffer.byteLength(socket.path)).toBeLessThanOrEqual(103);
    expect(statSync(dirname(socket.path)).mode & 0o777).toBe(0o700);
    await listenOn(socket, server);
    expect(connect(socket.path).status).toBe(0);
    removeSocket(socket);
    expect(() => statSync(dirname(socket.path))).toThrow('ENOENT');
  });
});
