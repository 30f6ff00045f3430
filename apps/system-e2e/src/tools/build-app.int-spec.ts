import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
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
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => readFileSync(file, 'utf8').includes(root))).toEqual([]);
  });

  it('still names its source files in stack traces', () => {
    const stub = join(out, 'libs/service-kit/src/tracing/tracing-sdk.js');
    const [main, tracing] = [join(out, 'main.js'), stub].map((file) => `require(${JSON.stringify(file)})`);
    const thrown = node('--enable-source-maps', '-e', `${main}; ${tracing}.startSdk()`).stderr;
    expect(thrown).toContain(`${join(root, 'libs/service-kit/src/tracing/tracing-sdk.ts')}:`);
  });

  it('loads two files, what is ours and all packages, and none from node_modules', () => {
    const list = `process.on('exit', () => console.log(JSON.stringify(Object.keys(require.cache))));`;
    const { stdout } = node('-e', `${list} require(${JSON.stringify(join(out, 'main.js'))})`);
    const loaded = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as string[];
    expect(loaded.map((file) => relative(out, file)).sort()).toEqual([
      'main.js',
      'packages.js',
      'program.js',
    ]);
  });

  it('keeps the names of classes, which are those of providers, entities and errors', () => {
    const texts = ['program.js', 'packages.js'].map((file) => readFileSync(join(out, file), 'utf8'));
    expect(texts.join('').match(/\bclass \w+\$\d+|\b\w+\$\d+ = class\b/g)).toBeNull();
  });
});

it("contains an operator's jobs, each of which runs alone out of the same files", () => {
  const root = workspaceRoot();
  mkdirSync(join(root, 'dist'), { recursive: true });
  const out = mkdtempSync(join(root, 'dist/of-a-spec-'));
  const run = (...args: string[]) =>
    spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000, env: { PATH: process.env.PATH } });
  try {
    const built = run(join(root, 'tools/build-app.mjs'), 'ride-service', out);
    expect([built.status, built.stderr]).toEqual([0, '']);
    const jobs = readdirSync(join(root, 'apps/ride-service/src'), { withFileTypes: true })
      .map(({ name }) => join('apps/ride-service/src', name, 'main'))
      .filter((file) => existsSync(join(root, `${file}.ts`)));
    expect(jobs).toHaveLength(2);
    for (const job of jobs) expect([job, existsSync(join(out, `${job}.js`))]).toEqual([job, true]);
    const republish = run(join(out, 'apps/ride-service/src/republish/main.js'), 'nothing');
    expect([republish.status, republish.stdout]).toEqual([1, '']);
    expect(republish.stderr).toMatch(/^ride-events: what to publish again, if not "nothing"\?/);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

describe('the built page', () => {
  const root = workspaceRoot();
  let out: string;
  let index: string;

  const filesOf = (pattern: RegExp) => [...index.matchAll(pattern)].map(([, path = '']) => path);
  const sizeOf = (path: string) => gzipSync(readFileSync(join(out, 'page', path))).length;

  beforeAll(() => {
    mkdirSync(join(root, 'dist'), { recursive: true });
    out = mkdtempSync(join(root, 'dist/of-a-spec-'));
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, 'tools/build-app.mjs'), 'dashboard', out],
      { cwd: root, encoding: 'utf8', timeout: 120_000, env: { PATH: process.env.PATH } },
    );
    if (status !== 0) throw new Error(stderr);
    index = readFileSync(join(out, 'page/index.html'), 'utf8');
  });

  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it('has nothing that a strict Content-Security-Policy refuses, and loads from its own server alone', () => {
    expect(index).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=/);
    const loaded = filesOf(/(?:src|href)="([^"]+)"/g);
    expect(loaded.length).toBeGreaterThan(2);
    expect(loaded.filter((path) => !/^\/assets\/[\w.-]+-[\w-]{8}\.\w+$/.test(path))).toEqual([]);
  });

  it('loads less than 40 kB before it shows something, and each view as a file of its own', () => {
    const first = [...filesOf(/src="([^"]+\.js)"/g), ...filesOf(/href="([^"]+\.(?:js|css))"/g)];
    expect(first.map(sizeOf).reduce((sum, size) => sum + size, 0)).toBeLessThan(40_000);
    const views = readdirSync(join(out, 'page/assets')).filter((name) => name.includes('.view-'));
    const names = views.filter((name) => name.endsWith('.js')).map((name) => name.split('.')[0]);
    expect(names.sort()).toEqual(['decide', 'live', 'one-answer', 'one-change', 'one-request', 'tours']);
  });
});
