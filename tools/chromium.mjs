// `node tools/chromium.mjs`: prints where a Chromium for tests is, or why there is none: `{"path":…}` or `{"fault":…}`.
// Finds it on the PATH, or fetches the package @sparticuz/chromium from npm once, as tools/supported-node.mjs fetches Node.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runGroup } from './child-group.mjs';
import { npmProgram } from './npm-program.mjs';

const require = createRequire(import.meta.url);
const { cacheFolder } = require('./cache-folder.cjs');

const VERSION = '153.0.0';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const FETCH_WITHIN_MS = 5 * 60_000;
const RUN_WITHIN_MS = 20_000;

const runs = (program) => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore', timeout: RUN_WITHIN_MS });
    return true;
  } catch {
    return false;
  }
};

/** The program of the package, which unpacks it into the folder of temporary files: here, one that is kept. */
async function programIn(folder) {
  const home = join(folder, 'node_modules/@sparticuz/chromium');
  const { exports: entry, main } = require(join(home, 'package.json'));
  const file = entry?.['.']?.import?.default ?? entry?.['.']?.import ?? entry?.['.']?.default ?? main;
  const { default: chromium } = await import(pathToFileURL(join(home, file)).href);
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    return await chromium.executablePath();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

async function fetched() {
  const folder = join(cacheFolder(), `chromium-${VERSION}-${process.platform}-${process.arch}`);
  const kept = await programIn(folder).catch(() => undefined);
  if (kept && runs(kept)) return kept;
  process.stderr.write(`No Chromium on the PATH: fetching @sparticuz/chromium ${VERSION} from npm, once\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cacheFolder(), { recursive: true });
  const scratch = mkdtempSync(join(cacheFolder(), 'fetching-'));
  try {
    // Standard output is for the answer alone.
    const options = ['--no-save', '--no-audit', '--no-fund', '--silent'];
    const named = `@sparticuz/chromium@${VERSION}`;
    const { command, args, shell } = npmProgram(['install', '--prefix', scratch, ...options, named]);
    const limits = { withinMs: FETCH_WITHIN_MS, onStart: () => undefined };
    const { end, complaints } = await runGroup(command, args, { cwd: scratch, shell }, limits);
    if (end !== 0) throw new Error(`npm install ended with ${end}\n${complaints}`);
    renameSync(scratch, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
  const program = await programIn(folder);
  if (!runs(program)) throw new Error('the package @sparticuz/chromium brought no program that runs here');
  return program;
}

const found = NAMES.find(runs);
const answer = found
  ? { path: execFileSync('sh', ['-c', `command -v ${found}`], { encoding: 'utf8' }).trim() }
  : await fetched().then(
      (path) => ({ path }),
      (error) => ({
        fault: `no ${NAMES.join(', ')} on the PATH, and none could be fetched: ${error.message}`,
      }),
    );
process.stdout.write(JSON.stringify(answer));
