import { startMark, until } from '@ride-hailing/stack';
import { BareCheckout } from './bare-checkout';

const WITHIN_MS = 20_000;

/** Runs until a file `go` exists, with a child process, as npm has while it unpacks. */
const SLOW_NPM = `
  const { spawn } = require('node:child_process');
  const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require('node:fs');
  appendFileSync('asked', process.argv.slice(2).filter((one) => !/^--(no-|loglevel|include)|^error$|^dev$/.test(one)).join(' ') + '\\n');
  const child = spawn('sleep', ['120'], { stdio: 'ignore' });
  writeFileSync('npm-' + process.pid + '.run', process.pid + ' ' + child.pid);
  setTimeout(() => writeFileSync('still-installing', ''), 6_000);
  setInterval(() => {
    if (!existsSync('go')) return;
    mkdirSync('node_modules', { recursive: true });
    child.kill();
    process.exit(0);
  }, 20);`;

const SCRIPT = `
  import { ensureDependencies } from './tools/dependencies.mjs';
  await ensureDependencies(process.argv[2]);
  console.log('installed');`;

describe('npm start of a checkout without its dependencies', () => {
  let checkout: BareCheckout;

  beforeEach(() => {
    checkout = new BareCheckout({
      'package.json': JSON.stringify({ engines: { node: '>=20.0' } }),
      'package-lock.json': '{}',
      'npm.js': SLOW_NPM,
      'script.mjs': SCRIPT,
    });
  });
  afterEach(() => {
    checkout.write('go');
    checkout.clean(pidsOf(runs()));
  });

  const start = (...args: string[]) => checkout.start(args);
  const runs = () => checkout.names().filter((name) => name.endsWith('.run'));
  const pidsOf = (files: readonly string[]) =>
    files.flatMap((name) => checkout.read(name).split(' ').map(Number));
  /** Waits until npm and its child run, and returns their process ids. */
  const installing = async (): Promise<number[]> => {
    await until(() => pidsOf(runs()).length === 2, WITHIN_MS);
    return pidsOf(runs());
  };
  const gone = (pids: readonly number[]) => until(() => pids.every((pid) => !startMark(pid)), WITHIN_MS);

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends the installation together with itself on %s', async (signal, code) => {
    const { child, ended } = start();
    const pids = await installing();
    child.kill(signal);
    expect(await ended).toEqual([code, null]);
    expect(await gone(pids)).toBe(true);
    expect(checkout.has('.installing.json')).toBe(false);
  });

  it('leaves no installation running when it is killed, and the next one starts after that has ended', async () => {
    const first = start();
    const pids = await installing();
    first.child.kill('SIGKILL');
    const second = start();
    expect(await until(() => runs().length === 2, WITHIN_MS)).toBe(true);
    expect(pids.map(startMark)).toEqual([undefined, undefined]);
    checkout.write('go');
    expect(await second.ended).toEqual([0, null]);
  });

  it('waits for an installation in progress, says so, and does not install again', async () => {
    const first = start();
    await installing();
    const second = start();
    expect(
      await second.says(`Process ${first.child.pid} installs the dependencies of this checkout: waiting`),
    ).toBe(true);
    checkout.write('go');
    expect(await Promise.all([first.ended, second.ended])).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(runs()).toHaveLength(1);
  });

  it('completes the installation when its output is no longer read, and then fails silently', async () => {
    const { child, printed, ended } = start('to-run');
    child.stderr.destroy();
    // The script prints at its start and after 5 s.
    expect(await until(() => checkout.has('still-installing'), WITHIN_MS)).toBe(true);
    checkout.write('go');
    expect(await ended).toEqual([1, null]);
    expect(printed.out).toBe('');
    expect(checkout.has('node_modules/.installed-lock')).toBe(true);
    expect(checkout.has('.installing.json')).toBe(false);
  });

  it('leaves what it prints to what was asked for: its progress goes elsewhere', async () => {
    checkout.write('go');
    const { printed, ended, says } = start('to-run');
    expect(await says('Dependencies installed')).toBe(true);
    expect(await ended).toEqual([0, null]);
    expect(printed.out).toBe('installed\n');
  });

  it('installs only what the services need, later the missing rest, and then nothing', async () => {
    checkout.write('go');
    const npmCalls = () => checkout.read('asked').trim().split('\n');
    expect(await start('to-run').ended).toEqual([0, null]);
    expect(await start('to-run').ended).toEqual([0, null]);
    expect(npmCalls()).toEqual(['ci --workspaces=false']);
    expect(await start().ended).toEqual([0, null]);
    expect(npmCalls()).toEqual(['ci --workspaces=false', 'install']);
    expect(await start('to-run').ended).toEqual([0, null]);
    expect(await start('all').ended).toEqual([0, null]);
    expect(npmCalls()).toHaveLength(2);
  });

  it('installs again when the lock file names other versions', async () => {
    checkout.write('go');
    expect(await start('to-run').ended).toEqual([0, null]);
    checkout.write('package-lock.json', '{ "packages": {} }');
    expect(await start('all').ended).toEqual([0, null]);
    expect(checkout.read('asked')).toBe('ci --workspaces=false\nci\n');
  });

  it('installs everything again where everything was installed', async () => {
    checkout.write('go');
    expect(await start('all').ended).toEqual([0, null]);
    checkout.write('package-lock.json', '{ "packages": {} }');
    expect(await start('to-run').ended).toEqual([0, null]);
    expect(checkout.read('asked')).toBe('ci\nci\n');
  });
});
