import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SERVICE_NAMES, workspaceRoot } from '@ride-hailing/stack';

const ROOT = workspaceRoot();
const NX_PACKAGE = require.resolve('nx/package.json');
const NX = join(
  dirname(NX_PACKAGE),
  (JSON.parse(readFileSync(NX_PACKAGE, 'utf8')) as { bin: { nx: string } }).bin.nx,
);

const FILES = [
  'nx.json',
  'package.json',
  'tsconfig.json',
  'tsconfig.base.json',
  'eslint.config.mjs',
  'apps',
  'libs',
];

/** A workspace with the rules and projects of this one, and only the given sources. */
function workspaceWith(sources: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'module-boundaries-'));
  for (const file of FILES) {
    cpSync(join(ROOT, file), join(folder, file), {
      recursive: true,
      filter: (path) => !path.endsWith('.ts') || path.endsWith('/libs/contracts/src/index.ts'),
    });
  }
  for (const shared of ['node_modules', 'tools']) symlinkSync(join(ROOT, shared), join(folder, shared));
  for (const [path, text] of Object.entries(sources)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function lint(project: string, sources: Record<string, string>): { status: number | null; output: string } {
  const folder = workspaceWith(sources);
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [NX, 'lint', project], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' },
    });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('module boundaries', () => {
  const contracts = { 'libs/contracts/src/index.ts': 'export const RIDE = 1;\n' };
  const stack = { 'libs/stack/src/index.ts': 'export const RIDE = 1;\n' };
  const importing = (lib: string): string =>
    `import { RIDE } from '@ride-hailing/${lib}';\n\nexport const ride = RIDE + 1;\n`;

  it('nx lint accepts a service that imports the contracts', () => {
    const sources = { ...contracts, 'apps/gateway/src/main.ts': importing('contracts') };
    const { status, output } = lint('gateway', sources);
    expect(output).not.toContain('error');
    expect(status).toBe(0);
  }, 60_000);

  it('nx lint fails when a service imports the stack', () => {
    const { status, output } = lint('gateway', { ...stack, 'apps/gateway/src/main.ts': importing('stack') });
    expect(output).toContain('@nx/enforce-module-boundaries');
    expect(status).not.toBe(0);
  }, 60_000);

  it('nx lint fails when one service imports from another', () => {
    const { status, output } = lint('gateway', {
      'apps/ride-service/src/ride.ts': 'export const RIDE = 1;\n',
      'apps/gateway/src/main.ts':
        "import { RIDE } from '../../ride-service/src/ride';\n\nexport const ride = RIDE + 1;\n",
    });
    expect(output).toContain('@nx/enforce-module-boundaries');
    expect(status).not.toBe(0);
  }, 60_000);

  it('nx lint fails when the library of participants imports messaging', () => {
    const { status, output } = lint('participant', {
      'libs/messaging/src/index.ts': 'export const RIDE = 1;\n',
      'libs/participant/src/index.ts': importing('messaging'),
    });
    expect(output).toContain('@nx/enforce-module-boundaries');
    expect(status).not.toBe(0);
  }, 60_000);

  it('nx lint fails when ride-details imports from ride-copy', () => {
    const { status, output } = lint('driver-service', {
      'apps/driver-service/src/ride-copy/copy.ts': 'export const RIDE = 1;\n',
      'apps/driver-service/src/ride-details/details.ts':
        "import { RIDE } from '../ride-copy/copy';\n\nexport const ride = RIDE + 1;\n",
    });
    expect(output).toContain('ride-details does not know ride-copy');
    expect(status).not.toBe(0);
  }, 60_000);
});

describe('the dependencies that Nx knows', () => {
  let builtFrom: (project: string) => string[];

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'project-graph-'));
    try {
      const file = join(folder, 'graph.json');
      const { status, stderr } = spawnSync(process.execPath, [NX, 'graph', `--file=${file}`], {
        ...{ cwd: ROOT, encoding: 'utf8', timeout: 60_000 },
        env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
      });
      expect({ status, stderr }).toMatchObject({ status: 0 });
      const { graph } = JSON.parse(readFileSync(file, 'utf8')) as {
        graph: { dependencies: Record<string, { target: string }[]> };
      };
      builtFrom = (project) => (graph.dependencies[project] ?? []).map(({ target }) => target);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);

  it('Nx knows the libraries of each app, so that a changed library rebuilds its apps', () => {
    expect(builtFrom('ride-service')).toEqual(expect.arrayContaining(['contracts', 'messaging', 'outbox']));
    expect(builtFrom('driver-service')).toEqual(expect.arrayContaining(['messaging', 'remote-calls']));
    expect(builtFrom('participant')).toEqual(expect.arrayContaining(['contracts', 'service-kit']));
  });

  const apps = readdirSync(join(ROOT, 'apps'));
  const projects = ['apps', 'libs'].flatMap((kind) =>
    readdirSync(join(ROOT, kind)).map((name) => ({ name, folder: join(ROOT, kind, name) })),
  );
  /** Only the specs of libs/stack count: it starts whatever its caller names, and every spec with a database imports it. */
  const counts = (path: string) =>
    path.endsWith('.ts') && (!path.includes('libs/stack/src') || path.endsWith('spec.ts'));
  const sourcesIn = (folder: string): string =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((path) => join(folder, path))
      .filter(counts)
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
  /** The apps that these sources start or read by path: when they start a stack, all that it starts without an option. */
  const appsNamedIn = (sources: string): string[] => [
    ...apps.filter((app) => new RegExp(`\\b(apps|dist)(/|', ?')${app}\\b`).test(sources)),
    ...(/\bstartStack\(/.test(sources)
      ? ['provision', ...SERVICE_NAMES.filter((name) => name !== 'dashboard')]
      : []),
  ];

  it.each(projects)('$name declares the apps that it starts or reads by path', ({ name, folder }) => {
    const named = appsNamedIn(sourcesIn(folder)).filter((app) => app !== name);
    expect(named.filter((app) => !builtFrom(name).includes(app))).toEqual([]);
  });
});
