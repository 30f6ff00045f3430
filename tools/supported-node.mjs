// Under an unsupported Node, fetches a supported one once and continues under it.
// Uses only Node, since nothing else may be installed yet.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runGroup, watchdogFor } from './child-group.mjs';
import { npmProgram } from './npm-program.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const { cacheFolder } = require('./cache-folder.cjs');
const { satisfies } = require('./node-range.cjs');
const FETCH_WITHIN_MS = 5 * 60_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const textOf = (name) => readFileSync(join(root, name), 'utf8').trim();

/** The program `node` in a folder into which npm has installed it. */
const programIn = (folder) =>
  join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The version that a Node prints; undefined when it does not run on this machine. */
const versionOf = (program) =>
  new Promise((resolve) => {
    let said = '';
    const child = spawn(program, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.on('error', () => resolve(undefined));
    child.stdout?.on('data', (data) => (said += data));
    child.on('close', () => resolve(said.trim().slice(1)));
  });

async function fetchInto(folder, version) {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  const scratch = mkdtempSync(join(parent, 'fetching-'));
  try {
    const options = ['--no-save', '--no-audit', '--no-fund', '--loglevel', 'error'];
    const { command, args, shell } = npmProgram([
      'install',
      '--prefix',
      scratch,
      ...options,
      `node@${version}`,
    ]);
    const limits = { withinMs: FETCH_WITHIN_MS, onStart: () => undefined };
    // Outside the checkout, whose package.json does not list it.
    const { end, complaints, exitCode } = await runGroup(command, args, { cwd: scratch, shell }, limits);
    if (exitCode !== undefined) return exitCode;
    if (end !== 0) throw new Error(`npm install ended with ${end}\n${complaints}`);
    if ((await versionOf(programIn(scratch))) !== version)
      throw new Error(`the package node@${version} brought no program that runs here`);
    try {
      renameSync(scratch, folder);
    } catch (error) {
      // Another process may have been faster.
      if ((await versionOf(programIn(folder))) !== version) throw error;
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @returns the program, fetched if missing; ends the process with a clear message when that fails */
async function supportedProgram(version, range) {
  const folder = join(cacheFolder(), `node-${version}-${process.platform}-${process.arch}`);
  const program = programIn(folder);
  if ((await versionOf(program)) === version) return program;
  const unsupported = `Node ${process.versions.node} is not supported (${range})`;
  console.error(`${unsupported}: fetching Node ${version} from npm, once, and going on under it`);
  rmSync(folder, { recursive: true, force: true });
  try {
    const exitCode = await fetchInto(folder, version);
    if (exitCode === undefined) return program;
    console.error('Stopped while fetching Node');
    process.exit(exitCode);
  } catch (error) {
    console.error(
      `Node ${version} could not be fetched: ${error.message}. Install it from https://nodejs.org`,
    );
    process.exit(1);
  }
}

/** Runs the command in place of this process, and exits with its exit code. */
async function continueUnder(program, args) {
  const env = {
    ...process.env,
    PATH: `${dirname(program)}${delimiter}${process.env.PATH ?? ''}`,
    // Identifies this process to the child, which watches its ancestors up to npm.
    NODE_LAUNCHER_PID: String(process.pid),
  };
  const child = spawn(program, args, { stdio: 'inherit', env });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
  const watchdog = child.pid && watchdogFor(child.pid, { group: false });
  process.exitCode = await ended;
  watchdog?.close();
  process.exit();
}

/**
 * Returns at once under a supported Node. Otherwise it runs the command under a supported one and never returns.
 *
 * @param args the command line of Node. Default: this program with its arguments
 */
export async function ensureSupportedNode(args = [...process.execArgv, ...process.argv.slice(1)]) {
  const range = JSON.parse(textOf('package.json')).engines.node;
  if (satisfies(process.versions.node, range)) return;
  if (process.env.NODE_LAUNCHER_PID === String(process.ppid)) {
    console.error(
      `.nvmrc names Node ${process.versions.node}, which package.json does not support (${range})`,
    );
    process.exit(1);
  }
  await continueUnder(await supportedProgram(textOf('.nvmrc'), range), args);
}
