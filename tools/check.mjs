// `npm run check`: the checks before each commit. Checks what has changed since the branch began and everything that
// depends on it, and caches successes. `npm test` checks everything without a cache.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bin, ensureDependencies, nxProgram, root } from './dependencies.mjs';

await ensureDependencies();

const cache = join(root, 'node_modules/.cache');
const nx = nxProgram();
const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };

const ask = (command, ...args) => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
  return status === 0
    ? stdout.trim()
    : Promise.reject(new Error(stderr || `${command} ended with ${status}`));
};

/** The commit at which this branch left main. On main, or without one, the last commit. */
async function base() {
  for (const main of ['origin/main', 'main']) {
    const found = await Promise.resolve(ask('git', 'merge-base', 'HEAD', main)).catch(() => undefined);
    if (found) return found;
  }
  return 'HEAD';
}

async function affectedFolders(since) {
  const projects = JSON.parse(
    await ask(process.execPath, nx, 'show', 'projects', '--affected', `--base=${since}`, '--json'),
  );
  return projects.flatMap((name) =>
    [`apps/${name}`, `libs/${name}`, name].filter((folder) => existsSync(join(root, folder))),
  );
}

/** Runs one of several concurrent checks, and prints its output at its end if it has failed. */
const run = (title, command, ...args) =>
  new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(command, args, { cwd: root, env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
    child.on('error', (error) => (said += error.message));
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1_000).toFixed(1);
      console.log(`${code === 0 ? 'ok' : 'FAILED'}: ${title}, ${seconds} s`);
      if (code !== 0) console.log(said.trim());
      resolve(code === 0);
    });
  });

const since = await base();
const folders = await affectedFolders(since);
console.log(`Affected since ${since.slice(0, 7)}: ${folders.join(', ') || 'no project'}`);

const cached = (name) => ['--cache', '--cache-location', join(cache, name)];
const types = (name) => [
  bin('tsc'),
  '--noEmit',
  ...['--incremental', '--tsBuildInfoFile', join(cache, `${name}.tsbuildinfo`)],
];
const checks = [
  run('format', bin('prettier'), '--check', '--log-level', 'warn', '--cache', '.'),
  run('types', ...types('types'), '-p', 'tsconfig.json'),
  run('types of the page', ...types('types-of-the-page'), '-p', 'apps/dashboard/page/tsconfig.json'),
];
if (folders.length > 0) {
  checks.push(run('who imports whom', process.execPath, join(root, 'tools/imports.mjs')));
  const byContent = [...cached('eslint'), '--cache-strategy', 'content'];
  checks.push(run('lint', bin('eslint'), '--max-warnings', '0', ...byContent, ...folders));
}
const results = await Promise.all(checks);
// Jest selects specs by the imports of changed files, which is finer than by project.
const changed = ['--passWithNoTests', `--changedSince=${since}`];
results.push(await run('unit specs', bin('jest'), '--selectProjects', 'unit', ...changed));
process.exitCode = results.every(Boolean) ? 0 : 1;
