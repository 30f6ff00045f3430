// Installs the project's dependencies when they are missing or not those of package-lock.json.
// Uses only Node, since nothing else may be installed yet.
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runGroup } from './child-group.mjs';
import { installers, takeInstallLock } from './install-lock.mjs';
import { npmProgram } from './npm-program.mjs';
import { ensureSupportedNode } from './supported-node.mjs';
import { dropUnreadOutput } from './unread-output.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** A program of the installed dependencies. */
export const bin = (name) => join(root, 'node_modules/.bin', name);
/** Nx's own program, which passes signals on, unlike npx. */
export const nxProgram = () =>
  join(root, 'node_modules/nx', JSON.parse(textOf(join(root, 'node_modules/nx/package.json'))).bin.nx);

const lockFile = join(root, 'package-lock.json');
const stamp = join(root, 'node_modules/.installed-lock');
const PROGRESS_EVERY_MS = 5_000;
const INSTALL_WITHIN_MS = 10 * 60_000;
const LOOK_EVERY_MS = 200;

const textOf = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

const changedAt = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const PARTS = {
  /** The dependencies of the services, which the root's package.json names. */
  'to-run': { flags: ['--workspaces=false'], says: 'what npm start needs' },
  /** Also those of tests, lint, measurements and optional stores, which the package.json of each folder names. */
  all: { flags: [], says: 'all of them' },
};

/** The part that the last installation covered. A user's own npm ci or npm install leaves no stamp and covers all. */
function installed() {
  const [hash, part] = textOf(stamp).split(' ');
  const at = changedAt(join(root, 'node_modules/.package-lock.json'));
  return part ? { hash, part } : { part: at > 0 ? 'all' : undefined, isNew: at >= changedAt(lockFile) };
}

function isInstalled(hash, part) {
  const last = installed();
  return (last.hash === hash || last.isNew) && [part, 'all'].includes(last.part);
}

async function npm(lock, what, ...more) {
  const options = ['--no-audit', '--no-fund', '--loglevel', 'error', '--include', 'dev'];
  const { command, args, shell } = npmProgram([what, ...more, ...options]);
  const limits = { withinMs: INSTALL_WITHIN_MS, onStart: lock.add };
  const { end, complaints, exitCode } = await runGroup(command, args, { cwd: root, shell }, limits);
  if (exitCode !== undefined) {
    lock.release();
    console.error('Stopped while installing');
    process.exit(exitCode);
  }
  if (end !== 0) throw new Error(`npm ${what} ended with ${end}\n${complaints}`);
}

/**
 * Runs npm ci, or npm install when npm ci takes the lock file for incomplete, as it does with a lock file from a registry
 * that lacks the packages of other platforms. npm install accepts it, with the same versions.
 */
async function install(lock, hash, part) {
  const { flags } = PARTS[part];
  // npm install keeps what is installed already.
  if (textOf(stamp).startsWith(hash)) return npm(lock, 'install', '--no-save', ...flags);
  try {
    await npm(lock, 'ci', ...flags);
  } catch (error) {
    if (!error.message.includes('EUSAGE')) throw error;
    console.error('npm ci takes the lock file for incomplete: installing what it names with npm install');
    await npm(lock, 'install', '--no-save', ...flags);
  }
}

/** Waits for another installation, since two in one folder break each other. */
async function takeTurn(hash, part) {
  const deadline = performance.now() + INSTALL_WITHIN_MS;
  for (let said; performance.now() < deadline; await delay(LOOK_EVERY_MS)) {
    if (isInstalled(hash, part) && installers(root).length === 0) return undefined;
    const lock = takeInstallLock(root);
    if (lock) return lock;
    const [pid] = installers(root);
    if (!said && pid)
      console.error(`Process ${pid} installs the dependencies of this checkout: waiting for it`);
    said ??= pid;
  }
  const who = installers(root).join(', ');
  console.error(`The dependencies are still being installed by process ${who}: end it, and try again`);
  process.exit(1);
}

/**
 * Continues under a supported Node, and ends the process with a clear message when the installation fails.
 *
 * @param atLeast `to-run` for the dependencies of the services; `all` also for those of checks and measurements
 */
export async function ensureDependencies(atLeast = 'all') {
  await ensureSupportedNode();
  const hash = createHash('sha256').update(textOf(lockFile)).digest('hex');
  // An installation never removes dependencies that another command may need.
  const part = installed().part === 'all' ? 'all' : atLeast;
  if (isInstalled(hash, part)) return;
  const output = dropUnreadOutput();
  const lock = await takeTurn(hash, part);
  if (lock) await installUnder(lock, hash, part);
  // If the output is not read, later output would not be either, and what was asked for has not run: a failure.
  if (process.exitCode || output.isUnread()) process.exit(1);
  output.end();
}

/** Installs and prints progress; sets the exit code on failure. */
async function installUnder(lock, hash, part) {
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  console.error(`Installing dependencies, ${PARTS[part].says}: half a minute the first time`);
  const progress = setInterval(() => console.error(`  still installing, ${seconds()} s`), PROGRESS_EVERY_MS);
  try {
    await install(lock, hash, part);
    writeFileSync(stamp, `${hash} ${part}`);
    console.error(`Dependencies installed in ${seconds()} s`);
  } catch (error) {
    console.error(`The dependencies could not be installed: ${error.message}. Try: npm ci`);
    process.exitCode = 1;
  } finally {
    clearInterval(progress);
    lock.release();
  }
}
