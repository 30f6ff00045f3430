// `npm test`: sets up what is missing, then runs every check and every test, and ends with what really ran.
// `npm run test:long`: the tests that must take longer than a coffee.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies, root } from './dependencies.mjs';

const options = process.argv.slice(2);
const unknown = options.filter((option) => option !== '--long');
if (unknown.length > 0) {
  console.error(
    `npm test: unknown option ${unknown.join(' ')}; allowed: --long. One project: npx nx test <project>`,
  );
  process.exit(2);
}
const long = options.includes('--long');

await ensureDependencies();

const require = createRequire(import.meta.url);
const scratch = mkdtempSync(join(tmpdir(), 'ride-hailing-test-'));
const bin = (name) => join(root, 'node_modules/.bin', name);
const nx = require.resolve('nx/package.json').replace(/package\.json$/, require('nx/package.json').bin.nx);

const check = (title, command, ...args) => ({ title, command, args });
/** Tests of the whole system run one file after another: each has the machine to itself. */
const tests = (title, projects, ...more) => {
  const report = join(scratch, `${projects.join('-')}.json`);
  const args = ['--selectProjects', ...projects, '--json', `--outputFile=${report}`, ...more];
  return { title, command: bin('jest'), args, report };
};

const steps = long
  ? [
      check('build', process.execPath, nx, 'run-many', '-t', 'build'),
      tests('long tests', ['long'], '--runInBand'),
    ]
  : [
      check('format', bin('prettier'), '--check', '--log-level', 'warn', '.'),
      check('types', bin('tsc'), '--noEmit', '-p', 'tsconfig.json'),
      check('lint of the contracts, generated code', process.execPath, nx, 'lint', 'contracts'),
      // All at once in two threads, quicker than project by project as `nx lint` does it. After Nx: the rule of
      // module boundaries judges by the graph that Nx has written, and is silent without one.
      check(
        'lint, module boundaries',
        bin('eslint'),
        '--max-warnings',
        '0',
        '--concurrency',
        '2',
        'apps',
        'libs',
      ),
      check('build', process.execPath, nx, 'run-many', '-t', 'build'),
      tests('unit and integration tests', ['unit', 'integration']),
      tests('end-to-end tests', ['e2e'], '--runInBand'),
    ];

let running;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    console.error(`\n${signal}: stopping the tests`);
    running?.kill('SIGTERM');
    process.exitCode = 130;
  });
}

/** Runs one step; its output goes straight through, jest's JSON on stdout is dropped (it is in the file). */
const run = ({ command, args, report }) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', report ? 'ignore' : 'inherit', 'inherit'],
      env: {
        ...process.env,
        NX_DAEMON: 'false',
        NX_TUI: 'false',
        FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
      },
    });
    running = child;
    child.on('error', (error) => resolve(`${error.message}`));
    child.on('exit', (code, signal) => resolve(code === 0 ? undefined : `exit ${code ?? signal}`));
  });

/** What a step adds to the closing line: a check counts as one, a test run as what jest says it ran. */
const tally = (step, failure) => {
  if (!step.report) return { passed: failure ? 0 : 1, failed: failure ? 1 : 0, skipped: 0 };
  try {
    const result = JSON.parse(readFileSync(step.report, 'utf8'));
    const brokenFiles = result.numRuntimeErrorTestSuites;
    const failed = result.numFailedTests + brokenFiles;
    return {
      passed: result.numPassedTests,
      failed: failed === 0 && failure ? 1 : failed,
      skipped: result.numPendingTests + result.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
};

const results = [];
for (const step of steps) {
  if (process.exitCode === 130) break;
  console.log(`\n── ${step.title} ${'─'.repeat(Math.max(0, 70 - step.title.length))}`);
  const started = Date.now();
  const failure = await run(step);
  const seconds = (Date.now() - started) / 1000;
  const counted = tally(step, failure);
  results.push({ step: step.title, ...counted, seconds: seconds.toFixed(1) });
  console.log(`${failure || counted.failed > 0 ? 'FAILED' : 'ok'}: ${step.title}, ${seconds.toFixed(1)} s`);
}
rmSync(scratch, { recursive: true, force: true });

console.log('');
console.table(results);
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
process.exitCode ||= sum('failed') > 0 || results.length < steps.length ? 1 : 0;
