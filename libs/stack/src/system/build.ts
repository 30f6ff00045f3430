import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { baseEnvironment } from '../servers/processes/base-environment';
import { StackError } from '../stack.errors';
import { workspaceRoot } from '../workspace-root';

const BUILD_WITHIN_MS = 5 * 60_000;

function nxProgram(root: string): string {
  const manifest = join(root, 'node_modules/nx/package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> };
  return join(dirname(manifest), bin.nx ?? 'bin/nx.js');
}

/** The rule of tools/build-state.cjs, by which tools/stack.mjs also decides whether to run the built command line. */
interface BuildState {
  sourcesNow(root: string): object;
  isBuilt(root: string, projects: readonly string[], sources: object): boolean;
  rememberBuilt(root: string, projects: readonly string[], sources: object): void;
}

/** The command line of this library, which is built as the apps are. */
const COMMAND_LINE = 'stack';

/**
 * Builds apps into dist/ without output, unless they and the sources are as the last build left them. Otherwise unchanged
 * apps come from Nx's cache.
 * @throws StackError with the builder's output when it fails
 */
export async function build(apps: readonly string[], signal?: AbortSignal): Promise<void> {
  const root = workspaceRoot();
  const state = createRequire(__filename)(join(root, 'tools/build-state.cjs')) as BuildState;
  const projects = [...apps, COMMAND_LINE];
  const sources = state.sourcesNow(root);
  if (state.isBuilt(root, projects, sources)) return;
  await buildByNx(root, projects, signal);
  state.rememberBuilt(root, projects, sources);
}

async function buildByNx(root: string, projects: readonly string[], signal?: AbortSignal): Promise<void> {
  // This starts nx itself, since npx would not pass on a signal.
  const child = spawn(
    process.execPath,
    [nxProgram(root), 'run-many', '-t', 'build', '-p', projects.join(',')],
    {
      cwd: root,
      env: {
        ...baseEnvironment(),
        NX_DAEMON: 'false',
        NX_TUI: 'false',
        FORCE_COLOR: '0',
        CI: 'true',
        // Without this, Nx keeps V8's compile cache in the folder of temporary files.
        NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: BUILD_WITHIN_MS,
      detached: true,
    },
  );
  const stop = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', stop);
  const output: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => output.push(data));
  child.stderr.on('data', (data: Buffer) => output.push(data));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal?.throwIfAborted();
    const missing = projects.filter((project) => !existsSync(join(root, 'dist', project, 'main.js')));
    if (code === 0 && missing.length === 0) return;
    throw new StackError(`the build failed:\n${Buffer.concat(output).toString('utf8').trim()}`);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
