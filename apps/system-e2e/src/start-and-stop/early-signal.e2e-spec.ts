import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';

const SERVICES = ['ride-service', 'driver-service', 'gateway'];

/** No server listens here. */
const NOWHERE = '127.0.0.1:1';
const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const environment = {
  PATH: process.env.PATH ?? '',
  JWT_PUBLIC_KEY: Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })).toString('base64'),
  DATABASE_URL: `postgres://nobody:nothing@${NOWHERE}/nowhere`,
  NATS_URL: `nats://${NOWHERE}`,
  NATS_PASSWORD: 'nothing',
  HTTP_PORT: '0',
};

/** Makes a process believe that it is the first of a container, and signals it as soon as it listens for signals. */
const PRELOADED = `
const own = process.pid;
Object.defineProperty(process, 'pid', { value: 1 });
const { once } = process;
process.once = function (event, listener) {
  once.call(process, event, listener);
  if (event === 'SIGTERM') process.kill(own, 'SIGTERM');
  return process;
};`;

describe('a built service', () => {
  let folder: string;
  let child: ChildProcess | undefined;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'early-signal-'));
    writeFileSync(join(folder, 'first-process.cjs'), PRELOADED);
  });
  afterEach(() => child?.kill('SIGKILL'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(SERVICES)(
    '%s exits on a signal that arrives while it loads as the first process of its container',
    async (name) => {
      const args = ['-r', join(folder, 'first-process.cjs'), join(workspaceRoot(), 'dist', name, 'main.js')];
      child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      child.stdout?.on('data', (data: Buffer) => (said += data.toString()));
      expect(await once(child, 'exit')).toEqual([0, null]);
      expect(said).not.toContain('"msg":"started"');
    },
  );
});
