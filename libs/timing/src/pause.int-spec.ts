import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Runs the lines in a separate process: Jest hides Node's warnings, and the end of the process, from its tests. */
async function run(lines: string): Promise<{ stdout: string; stderr: string }> {
  const script = `const { pause } = require(${JSON.stringify(join(__dirname, 'pause.ts'))});\n${lines}`;
  return promisify(execFile)(process.execPath, ['-r', '@swc-node/register', '-e', script], {
    timeout: 20_000,
  });
}

it('lets any number of pauses share one signal, ends them all with it, and makes Node warn of nothing', async () => {
  const { stdout, stderr } = await run(`
    const stopping = new AbortController();
    const waits = Array.from({ length: 50 }, () => pause(60_000, stopping.signal));
    stopping.abort();
    Promise.all(waits).then(() => console.log('all ended'));`);
  expect(stdout).toBe('all ended\n');
  expect(stderr).not.toContain('MaxListenersExceededWarning');
}, 30_000);

it('keeps the process alive until the pause ends, unless `ref` is false', async () => {
  const { stdout } = await run(`
    pause(50).then(() => console.log('waited'));
    pause(60_000, undefined, { ref: false }).then(() => console.log('waited too long'));`);
  expect(stdout).toBe('waited\n');
}, 30_000);
