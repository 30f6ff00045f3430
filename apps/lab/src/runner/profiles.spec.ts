import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profileOf, readProfiles } from './profiles';
import { serviceProfiling } from './service-profiling';

/** Parses, and runs a loop of its own, for so many ms of CPU each. */
const WORK = `
  const text = JSON.stringify(Array.from({ length: 2_000 }, (_, id) => ({ id, name: 'n' + id })));
  const busy = (work) => { const until = process.cpuUsage().user + 150_000; while (process.cpuUsage().user < until) work(); };
  function countUp() { let sum = 0; for (let at = 0; at < 1e6; at += 1) sum += at % 7; return sum; }
  busy(() => JSON.parse(text));
  busy(countUp);
`;

const frame = (functionName: string, url = '', lineNumber = 0) => ({
  functionName,
  url,
  lineNumber,
  columnNumber: 0,
});

describe('a CPU profile', () => {
  it('of a real process names it, and where its time went', () => {
    const folder = mkdtempSync(join(tmpdir(), 'profile-spec-'));
    const env = { ...process.env, ...serviceProfiling('worker', folder) };
    execFileSync(process.execPath, ['-e', WORK], { env, timeout: 30_000 });
    const [profile, ...others] = readProfiles(folder);
    rmSync(folder, { recursive: true });
    expect(others).toEqual([]);
    expect(profile?.process).toBe('worker');
    expect(profile?.sampledMs).toBeGreaterThan(200);
    expect(profile?.functions.slice(0, 6).map(({ name }) => name)).toEqual(
      expect.arrayContaining([expect.stringContaining('countUp')]),
    );
    const sum = profile?.parts.reduce((total, { share }) => total + share, 0);
    expect(sum).toBeCloseTo(1);
  });

  it('leaves out what was idle, and sums by package, library, app, Node and collector', () => {
    const nodes = [
      frame('(idle)'),
      frame('(garbage collector)'),
      frame('query', 'file:///x/node_modules/pg/lib/client.js', 9),
      frame('init', '/x/node_modules/a/node_modules/@nestjs/core/injector.js'),
      frame('fetch', '/x/libs/messaging/src/consumer.ts'),
      frame('apply', '/x/apps/driver-service/src/ride-copy/store.ts', 41),
      frame('read', 'node:fs'),
      frame('parse'),
    ].map((callFrame, id) => ({ id, callFrame }));
    const samples = [0, 1, 2, 2, 3, 4, 5, 6, 7];
    const timeDeltas = [90_000, 1_000, 2_000, 1_000, 1_000, 1_000, 2_000, 1_000, -5];
    const { sampledMs, parts, functions } = profileOf('one', { nodes, samples, timeDeltas });
    expect(sampledMs).toBe(9);
    expect(parts[0]).toEqual({ name: 'pg', share: 3 / 9 });
    expect(parts.map(({ name }) => name).sort()).toEqual([
      '@nestjs/core',
      'Node',
      "V8's built-ins",
      'apps/driver-service',
      'garbage collector',
      'libs/messaging',
      'pg',
    ]);
    expect(functions[1]?.name).toBe('apply, apps/driver-service, store.ts:42');
  });
  it('names the files that were bundled, by the map beside the bundle', () => {
    const folder = mkdtempSync(join(tmpdir(), 'profile-spec-'));
    const dist = join(folder, 'dist/gateway');
    mkdirSync(dist, { recursive: true });
    // The first code of the second line comes from line 3 of the second source, that of the third from no file.
    const sources = ['../../node_modules/pg/lib/client.js', '../../libs/outbox/src/relay.ts'];
    const map = { version: 3, sources, names: [], mappings: 'AAAA;ACEA;A;' };
    writeFileSync(join(dist, 'program.js.map'), JSON.stringify(map));
    const nodes = [0, 1, 2].map((line) => ({
      id: line,
      callFrame: frame(`f${line}`, `file://${dist}/program.js`, line),
    }));
    const { functions } = profileOf('one', { nodes, samples: [0, 1, 2], timeDeltas: [3_000, 2_000, 1_000] });
    rmSync(folder, { recursive: true });
    expect(functions.map(({ name }) => name)).toEqual([
      'f0, pg, client.js:1',
      'f1, libs/outbox, relay.ts:3',
      'f2, other, program.js:3',
    ]);
  });
});
