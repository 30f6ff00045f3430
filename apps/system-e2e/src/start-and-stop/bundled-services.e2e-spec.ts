import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, workspaceRoot } from '@ride-hailing/stack';

const SERVICES = [
  'ride-service',
  'driver-service',
  'gateway',
  'phone-access',
  'fleet-simulator',
  'dashboard',
] as const;

/** Leaves the files that the process has loaded in a folder, when it ends. */
const LISTING = (folder: string) => `
process.on('exit', () => {
  const file = require('node:path').join(${JSON.stringify(folder)}, process.pid + '.json');
  const loaded = Object.keys(require.cache).filter((one) => one !== __filename);
  require('node:fs').writeFileSync(file, JSON.stringify({ program: process.argv[1], loaded }));
});`;

describe('bundled services', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bundled-services-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('load each package from their bundle, so that there is one of it, and it is fast', async () => {
    const preloaded = join(folder, 'listing.cjs');
    writeFileSync(preloaded, LISTING(folder));
    const env = Object.fromEntries(SERVICES.map((name) => [name, { NODE_OPTIONS: `-r ${preloaded}` }]));
    const stack = await startStack({
      folder: join(folder, 'stack'),
      portBase: 'free',
      simulator: { drivers: 5, ridesPerSecond: 1 },
      dashboard: true,
      build: false,
      env,
    });
    await stack.stop();
    const found = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map(
        (name) =>
          JSON.parse(readFileSync(join(folder, name), 'utf8')) as { program: string; loaded: string[] },
      );
    expect(found).toHaveLength(SERVICES.length);
    const dist = join(workspaceRoot(), 'dist');
    for (const { program, loaded } of found) {
      expect([program, loaded.filter((file) => !file.startsWith(`${dist}/`))]).toEqual([program, []]);
      expect(loaded.length).toBeLessThan(12);
    }
  }, 120_000);
});
