import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const WAITS = `
  const { pause } = require('./back-off');
  const stopping = new AbortController();
  const waits = Array.from({ length: 50 }, () => pause(60_000, stopping.signal));
  stopping.abort();
  Promise.all(waits).then(() => console.log('all ended'));`;

it('lets any number wait with one signal, ends them all with it, and makes Node warn of nothing', async () => {
  // Warnings reach a process of its own alone: Jest keeps them from its sandboxes.
  const args = [
    '-r',
    '@swc-node/register',
    '-e',
    WAITS.replace('./back-off', join(__dirname, 'back-off.ts')),
  ];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
  expect(stdout).toBe('all ended\n');
  expect(stderr).not.toContain('MaxListenersExceededWarning');
}, 30_000);
