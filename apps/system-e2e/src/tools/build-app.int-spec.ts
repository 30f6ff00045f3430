import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';

describe('a built app', () => {
  const root = workspaceRoot();
  let out: string;

  const node = (...args: string[]) =>
    spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
      env: { PATH: process.env.PATH },
    });

  beforeAll(() => {
    // Builds are made inside the checkout, so that paths relative to the sources hold wherever the checkout is.
    mkdirSync(join(root, 'dist'), { recursive: true });
    out = mkdtempSync(join(root, 'dist/of-a-spec-'));
    const { status, stderr } = node(join(root, 'tools/build-app.mjs'), 'dead-letters', out);
    if (status !== 0) throw new Error(stderr);
  });

  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it('contains no path of its checkout, since another checkout may get it from the cache', () => {
    const files = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => readFileSync(file, 'utf8').includes(root))).toEqual([]);
  });

  it('still names its source files in stack traces', () => {
    const program = `require(${JSON.stringify(join(out, 'libs/messaging/src/connection/broker.js'))}).connectionOptions()`;
    const thrown = node('--enable-source-maps', '-e', program).stderr;
    expect(thrown).toContain(join(root, 'libs/messaging/src/connection/broker.ts'));
  });
});
