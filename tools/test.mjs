// `npm test`: installs what is missing, runs every check and every test, and ends with a table of what ran.
// `npm run test:long`: runs the tests that take many minutes.
// `npm run test:containers`: builds every image, and tests the system of docker/ in containers, where an engine runs.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { bin, ensureDependencies, nxProgram, root } from './dependencies.mjs';

const [option, ...more] = process.argv.slice(2);
const ALLOWED = ['--long', '--containers'];
if (more.length > 0 || (option !== undefined && !ALLOWED.includes(option))) {
  console.error(
    `npm test: unknown option ${[option, ...more].join(' ')}; allowed: one of ${ALLOWED.join(', ')}. One project: npx nx test <project>`,
  );
  process.exit(2);
}

await ensureDependencies();

const scratch = mkdtempSync(join(tmpdir(), 'ride-hailing-test-'));
const nx = nxProgram();

const check = (title, command, ...args) => ({ title, command, args });
/** Runs specs with Jest. `--runInBand` gives each file of whole-system tests the machine to itself. */
const tests = (title, projects, ...more) => {
  const report = join(scratch, `${projects.join('-')}.json`);
  const args = ['--selectProjects', ...projects, '--json', `--outputFile=${report}`, ...more];
  return { title, command: bin('jest'), args, report };
};

const build = check('build', process.execPath, nx, 'run-many', '-t', 'build');
const eslint = [bin('eslint'), '--max-warnings', '0', 'apps', 'libs', 'tools', '*.mjs'];

const LATER = {
  // Those of the first kind mostly wait for what recovers, two at a time; the others make load or measure it, each alone.
  '--long': [
    build,
    tests('long tests', ['long'], '--maxWorkers=2'),
    tests('tests of load', ['load'], '--runInBand'),
  ],
  '--containers': [tests('tests of containers', ['containers'], '--runInBand')],
};
/** Steps run one after another; those of a nested list run concurrently. */
const steps = option
  ? LATER[option]
  : [
      // Nx comes first, since the rule of module boundaries needs the graph that Nx writes, and is silent without it.
      check('lint of the contracts, generated code', process.execPath, nx, 'lint', 'contracts'),
      [
        // One run for all is faster than `nx lint` for each project.
        check('lint, module boundaries', ...eslint),
        check('lint, who imports whom', process.execPath, 'tools/imports.mjs'),
        check('types', bin('tsc'), '--noEmit', '-p', 'tsconfig.json'),
        check('types of the page', bin('tsc'), '--noEmit', '-p', 'apps/dashboard/page/tsconfig.json'),
      ],
      [check('format', bin('prettier'), '--check', '--log-level', 'warn', '.'), build],
      tests('unit and integration tests', ['unit', 'integration']),
      tests('end-to-end tests', ['e2e'], '--runInBand'),
    ];

const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    console.error(`\n${signal}: stopping the tests`);
    for (const child of running) child.kill('SIGTERM');
    process.exitCode = 130;
  });
}

/**
 * Runs one step. Jest's JSON on stdout is dropped, since the report file has it.
 * @param say receives the output; without it, the output goes to this terminal
 */
const run = ({ command, args, report }, say) =>
  new Promise((resolve) => {
    const out = say ? 'pipe' : 'inherit';
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', report ? 'ignore' : out, out],
      env: {
        ...process.env,
        NX_DAEMON: 'false',
        NX_TUI: 'false',
        FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
      },
    });
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', say);
    child.on('error', (error) => resolve(`${error.message}`));
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve(code === 0 ? undefined : `exit ${code ?? signal}`);
    });
  });

/** The test files of a report with their tests, or nothing when there is none. */
const filesOf = (report) => {
  try {
    return JSON.parse(readFileSync(report, 'utf8')).testResults;
  } catch {
    return [];
  }
};

/** The counts of a step for the final table: a check counts as one, a file that could not be run as a failed test. */
const tally = (step, files, failure) => {
  if (!step.report) return { passed: failure ? 0 : 1, failed: failure ? 1 : 0, skipped: 0 };
  const states = files.flatMap(({ status, assertionResults: ran }) =>
    status === 'failed' && !ran.some(isFailed) ? [status] : ran.map((test) => test.status),
  );
  const count = (...wanted) => states.filter((state) => wanted.includes(state)).length;
  const failed = count('failed');
  return {
    passed: count('passed'),
    failed: failed === 0 && failure ? 1 : failed,
    skipped: count('pending', 'todo', 'skipped'),
  };
};
const isFailed = ({ status }) => status === 'failed';

/** Files with failed tests, up to so many, are run once more. More than that is no matter of a busy machine. */
const MOST_AGAIN = 4;

/**
 * Runs the files with failed tests once more, each alone: many tests hold the system to limits of time, which a machine
 * that others use may break. What then passes is named at the end, for somebody to look at.
 * @param before what was wrong with the first run
 * @returns the files as they are now, and what is still wrong
 */
async function again(step, files, before) {
  const failed = files.filter(isFailed);
  if (failed.length === 0 || failed.length > MOST_AGAIN || process.exitCode === 130)
    return { files, failure: before };
  console.log(title({ title: `${step.title}: those that failed once more, each file alone` }));
  const report = `${step.report}.again`;
  const projects = step.args.slice(0, step.args.indexOf('--json'));
  const alone = ['--json', `--outputFile=${report}`, '--runInBand', '--runTestsByPath'];
  const failure = await run({
    ...step,
    args: [...projects, ...alone, ...failed.map(({ name }) => name)],
    report,
  });
  const second = new Map(filesOf(report).map((file) => [file.name, file]));
  for (const { name, assertionResults } of failed)
    for (const { fullName } of assertionResults.filter(isFailed))
      if (second.get(name)?.assertionResults.some((test) => test.fullName === fullName && !isFailed(test)))
        unsteady.push(`${relative(root, name)}: ${fullName}`);
  return { files: files.map((file) => second.get(file.name) ?? file), failure };
}

const unsteady = [];
const results = [];

const title = (step) => `\n── ${step.title} ${'─'.repeat(Math.max(0, 70 - step.title.length))}`;

async function take(step, say) {
  const started = performance.now();
  let failure = await run(step, say);
  let files = step.report ? filesOf(step.report) : [];
  if (failure) ({ files, failure } = await again(step, files, failure));
  const seconds = (performance.now() - started) / 1000;
  const counted = tally(step, files, failure);
  results.push({ step: step.title, ...counted, seconds: seconds.toFixed(1) });
  return `${failure || counted.failed > 0 ? 'FAILED' : 'ok'}: ${step.title}, ${seconds.toFixed(1)} s`;
}

/** Prints a step's output at its end, so that the output of concurrent steps does not mix. */
async function takeBeside(step) {
  const said = [];
  const end = await take(step, (data) => said.push(data));
  console.log(`${title(step)}\n${Buffer.concat(said)}${end}`);
}

for (const step of steps) {
  if (process.exitCode === 130) break;
  if (Array.isArray(step)) {
    await Promise.all(step.map(takeBeside));
    continue;
  }
  console.log(title(step));
  console.log(await take(step));
}
rmSync(scratch, { recursive: true, force: true });

console.log('');
console.table(results);
for (const test of unsteady) console.log(`Failed, then passed with its file alone: ${test}`);
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
process.exitCode ||= sum('failed') > 0 || results.length < steps.flat().length ? 1 : 0;
