// Installs the project's dependencies when they are missing or not those of package-lock.json.
// Uses nothing but Node, since there may be nothing else yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const lock = join(root, 'package-lock.json');
const stamp = join(root, 'node_modules/.installed-lock');
const PROGRESS_EVERY_MS = 5_000;
const INSTALL_WITHIN_MS = 10 * 60_000;

const textOf = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

const changedAt = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** By us, or by a person's own npm ci or npm install since the lock file last changed. */
const isInstalled = (wanted) =>
  textOf(stamp) === wanted || changedAt(join(root, 'node_modules/.package-lock.json')) >= changedAt(lock);

function checkNodeVersion() {
  const { engines } = JSON.parse(textOf(join(root, 'package.json')));
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = engines.node.match(/\d+/g).map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  console.error(`Node ${process.versions.node} is too old: ${engines.node} is needed (https://nodejs.org).`);
  process.exit(1);
}

const npm = (command, ...more) =>
  new Promise((resolve, reject) => {
    const program = process.env.npm_execpath;
    const args = [command, ...more, '--no-audit', '--no-fund', '--loglevel', 'error', '--include', 'dev'];
    const options = { cwd: root, stdio: ['ignore', 'inherit', 'pipe'], timeout: INSTALL_WITHIN_MS };
    const child = program?.endsWith('.js')
      ? spawn(process.execPath, [program, ...args], options)
      : spawn('npm', args, { ...options, shell: process.platform === 'win32' });
    let complaints = '';
    child.stderr.on('data', (data) => (complaints += data));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`npm ${command} ended with ${code ?? signal}\n${complaints}`)),
    );
  });

/**
 * npm ci, or what it refuses to do: a registry that lacks the packages of other platforms makes lock files
 * that it takes for incomplete. npm install accepts them, with the same versions.
 */
async function install() {
  try {
    await npm('ci');
  } catch (error) {
    if (!error.message.includes('EUSAGE')) throw error;
    console.log('npm ci takes the lock file for incomplete: installing what it names with npm install');
    await npm('install', '--no-save');
  }
}

/** Ends the process with a clear message when Node is too old or the installation fails. */
export async function ensureDependencies() {
  checkNodeVersion();
  const wanted = createHash('sha256').update(textOf(lock)).digest('hex');
  if (isInstalled(wanted)) return;
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  console.log('Installing dependencies (npm ci), about a minute the first time');
  const progress = setInterval(() => console.log(`  still installing, ${seconds()} s`), PROGRESS_EVERY_MS);
  try {
    await install();
    writeFileSync(stamp, wanted);
    console.log(`Dependencies installed in ${seconds()} s`);
  } catch (error) {
    console.error(`The dependencies could not be installed: ${error.message}. Try: npm ci`);
    process.exit(1);
  } finally {
    clearInterval(progress);
  }
}
