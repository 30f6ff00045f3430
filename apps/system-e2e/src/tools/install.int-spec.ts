import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMark, until, workspaceRoot } from '@ride-hailing/stack';

const WITHIN_MS = 20_000;

/** Takes until there is a file `go`; has a child of its own, as npm has while it unpacks. */
const SLOW_NPM = `
  const { spawn } = require('node:child_process');
  const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require('node:fs');
  appendFileSync('asked', process.argv.slice(2).filter((one) => !/^--(no-|loglevel|include)|^error$|^dev$/.test(one)).join(' ') + '\\n');
  const child = spawn('sleep', ['120'], { stdio: 'ignore' });
  writeFileSync('npm-' + process.pid + '.run', process.pid + ' ' + child.pid);
  setInterval(() => {
    if (!existsSync('go')) return;
    mkdirSync('node_modules', { recursive: true });
    child.kill();
    process.exit(0);
  }, 20);`;

const PROGRAM = `
  import { ensureDependencies } from './tools/dependencies.mjs';
  await ensureDependencies(process.argv[2]);
  console.log('installed');`;

describe('npm start of a checkout without its dependencies', () => {
  let checkout: string;
  const started: ChildProcess[] = [];

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'install-'));
    mkdirSync(join(checkout, 'tools'));
    const tools = join(workspaceRoot(), 'tools');
    for (const name of readdirSync(tools).filter((one) => /\.[mc]js$/.test(one)))
      copyFileSync(join(tools, name), join(checkout, 'tools', name));
    writeFileSync(join(checkout, 'package.json'), JSON.stringify({ engines: { node: '>=20.0' } }));
    writeFileSync(join(checkout, 'package-lock.json'), '{}');
    writeFileSync(join(checkout, 'slow-npm.js'), SLOW_NPM);
    writeFileSync(join(checkout, 'start.mjs'), PROGRAM);
  });

  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    writeFileSync(join(checkout, 'go'), '');
    for (const pid of pidsOf(runs())) if (startMark(pid)) process.kill(pid, 'SIGKILL');
    rmSync(checkout, { recursive: true, force: true });
  });

  const start = (...args: string[]) => {
    const env = { PATH: process.env.PATH, npm_execpath: join(checkout, 'slow-npm.js') };
    const child = spawn(process.execPath, ['start.mjs', ...args], { cwd: checkout, env });
    started.push(child);
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => said.push(data.toString()));
    return {
      child,
      says: (text: string) => until(() => said.join('').includes(text), WITHIN_MS),
      ends: async () => (await once(child, 'close')) as [number | null, string | null],
    };
  };

  const runs = () => readdirSync(checkout).filter((name) => name.endsWith('.run'));
  const pidsOf = (files: readonly string[]) =>
    files.flatMap((name) => readFileSync(join(checkout, name), 'utf8').split(' ').map(Number));
  /** npm runs, and its child. */
  const installing = async (): Promise<number[]> => {
    await until(() => pidsOf(runs()).length === 2, WITHIN_MS);
    return pidsOf(runs());
  };
  const gone = (pids: readonly number[]) => until(() => pids.every((pid) => !startMark(pid)), WITHIN_MS);

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends the installation with itself at %s', async (signal, code) => {
    const { child, ends } = start();
    const pids = await installing();
    const ended = ends();
    child.kill(signal);
    expect(await ended).toEqual([code, null]);
    expect(await gone(pids)).toBe(true);
    expect(existsSync(join(checkout, '.installing.json'))).toBe(false);
  });

  it('leaves no installation behind when it is killed, and the next one begins when that has ended', async () => {
    const first = start();
    const pids = await installing();
    first.child.kill('SIGKILL');
    const second = start();
    expect(await until(() => runs().length === 2, WITHIN_MS)).toBe(true);
    expect(pids.map(startMark)).toEqual([undefined, undefined]);
    const ended = second.ends();
    writeFileSync(join(checkout, 'go'), '');
    expect(await ended).toEqual([0, null]);
  });

  it('waits for the one that installs already, says so, and does not install again', async () => {
    const first = start();
    await installing();
    const second = start();
    expect(
      await second.says(`Process ${first.child.pid} installs the dependencies of this checkout: waiting`),
    ).toBe(true);
    const ended = Promise.all([first.ends(), second.ends()]);
    writeFileSync(join(checkout, 'go'), '');
    expect(await ended).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(runs()).toHaveLength(1);
  });

  it('brings what runs the services alone, later what is missing of the rest, and then nothing', async () => {
    writeFileSync(join(checkout, 'go'), '');
    const asked = () => readFileSync(join(checkout, 'asked'), 'utf8').trim().split('\n');
    expect(await start('to-run').ends()).toEqual([0, null]);
    expect(await start('to-run').ends()).toEqual([0, null]);
    expect(asked()).toEqual(['ci --workspaces=false']);
    expect(await start().ends()).toEqual([0, null]);
    expect(asked()).toEqual(['ci --workspaces=false', 'install']);
    expect(await start('to-run').ends()).toEqual([0, null]);
    expect(await start('all').ends()).toEqual([0, null]);
    expect(asked()).toHaveLength(2);
  });

  it('installs all over again when the lock file names other versions', async () => {
    writeFileSync(join(checkout, 'go'), '');
    expect(await start('to-run').ends()).toEqual([0, null]);
    writeFileSync(join(checkout, 'package-lock.json'), '{ "packages": {} }');
    expect(await start('all').ends()).toEqual([0, null]);
    expect(readFileSync(join(checkout, 'asked'), 'utf8')).toBe('ci --workspaces=false\nci\n');
  });

  it('takes nothing away: where everything was installed, everything is installed again', async () => {
    writeFileSync(join(checkout, 'go'), '');
    expect(await start('all').ends()).toEqual([0, null]);
    writeFileSync(join(checkout, 'package-lock.json'), '{ "packages": {} }');
    expect(await start('to-run').ends()).toEqual([0, null]);
    expect(readFileSync(join(checkout, 'asked'), 'utf8')).toBe('ci\nci\n');
  });
});
