import { join } from 'node:path';
import { startMark, until } from '@ride-hailing/stack';
import { BareCheckout } from './bare-checkout';

const WITHIN_MS = 20_000;
const WANTED = '99.1.0';

/** Installs a program that runs this Node and claims to be the wanted version. */
const NPM = `
  const { appendFileSync, chmodSync, mkdirSync, writeFileSync } = require('node:fs');
  const { join } = require('node:path');
  const folder = process.argv[process.argv.indexOf('--prefix') + 1];
  appendFileSync(process.env.FETCHES, process.argv.at(-1) + '\\n');
  if (process.env.BROKEN) { console.error('no such package'); process.exit(1); }
  mkdirSync(join(folder, 'node_modules/node/bin'), { recursive: true });
  writeFileSync(join(folder, 'pretend.cjs'),
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${WANTED}' } });");
  const program = join(folder, 'node_modules/node/bin/node');
  writeFileSync(program, '#!/bin/sh\\n'
    + 'here="$(dirname "$0")/../../.."\\n'
    + '[ "$1" = --version ] && echo v${WANTED} && exit\\n'
    + 'exec "${process.execPath}" --require "$here/pretend.cjs" "$@"\\n');
  chmodSync(program, 0o755);`;

const SCRIPT = `
  import { ensureSupportedNode } from './tools/supported-node.mjs';
  import { writeFileSync } from 'node:fs';
  await ensureSupportedNode();
  const [what] = process.argv.slice(2);
  console.log(JSON.stringify({ node: process.versions.node, args: process.argv.slice(2), path: process.env.PATH }));
  if (what === 'end') process.exitCode = 7;
  else {
    writeFileSync('running', String(process.pid));
    process.on('SIGTERM', () => { console.log('told to stop'); process.exit(0); });
    setInterval(() => undefined, 1_000);
  }`;

describe('a script under a Node that is not supported', () => {
  let checkout: BareCheckout;

  beforeEach(() => {
    checkout = new BareCheckout({ '.nvmrc': `${WANTED}\n`, 'npm.js': NPM, 'script.mjs': SCRIPT });
    supports('^99.1');
  });
  afterEach(() => checkout.clean([runningPid()]));

  const supports = (range: string) =>
    checkout.write('package.json', JSON.stringify({ engines: { node: range } }));
  const runningPid = () => (checkout.has('running') ? Number(checkout.read('running')) : undefined);
  const fetches = () => checkout.read('fetches').split('\n').filter(Boolean);
  const cached = () => checkout.names('cache/ride-hailing-stack');

  const start = (...args: string[]) =>
    checkout.start(args, {
      XDG_CACHE_HOME: join(checkout.folder, 'cache'),
      FETCHES: join(checkout.folder, 'fetches'),
      ...(args.includes('broken') && { BROKEN: '1' }),
    });

  it('fetches a supported version, says so in one line, and continues under it with the same arguments', async () => {
    const { printed, ended } = start('end', '--with', 'a b');
    expect(await ended).toEqual([7, null]);
    expect(printed.err.trim()).toBe(
      `Node ${process.versions.node} is not supported (^99.1): fetching Node ${WANTED} from npm, once, and going on under it`,
    );
    expect(JSON.parse(printed.out)).toMatchObject({ node: WANTED, args: ['end', '--with', 'a b'] });
    expect(fetches()).toEqual([`node@${WANTED}`]);
  });

  it('fetches it once, is silent afterwards, and puts it first on the path', async () => {
    await start('end').ended;
    const { printed, ended } = start('end');
    expect(await ended).toEqual([7, null]);
    expect(printed.err).toBe('');
    const { path } = JSON.parse(printed.out) as { path: string };
    expect(path.split(':')[0]).toMatch(/ride-hailing-stack\/node-99\.1\.0-.*\/node_modules\/node\/bin$/);
    expect(fetches()).toHaveLength(1);
  });

  it('fetches it in two processes at once', async () => {
    const both = [start('end'), start('end')];
    expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([
      [7, null],
      [7, null],
    ]);
    expect(cached()).toHaveLength(1);
  });

  it('reports what is wrong when npm cannot fetch it, and keeps nothing of it', async () => {
    const { printed, ended } = start('end', 'broken');
    expect(await ended).toEqual([1, null]);
    expect(printed.err).toMatch(/could not be fetched.*no such package.*nodejs\.org/s);
    expect(cached()).toEqual([]);
  });

  it('does not loop when the fetched version is not supported either', async () => {
    supports('^100.0');
    const { printed, ended } = start('end');
    expect(await ended).toEqual([1, null]);
    expect(printed.err).toContain(
      `.nvmrc names Node ${WANTED}, which package.json does not support (^100.0)`,
    );
  });

  it('forwards a signal, and exits like the program', async () => {
    const { child, printed, ended } = start('wait');
    await until(() => runningPid() !== undefined, WITHIN_MS);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(printed.out).toContain('told to stop');
  });

  it('leaves nothing running when it is killed', async () => {
    const { child } = start('wait');
    await until(() => runningPid() !== undefined, WITHIN_MS);
    child.kill('SIGKILL');
    await until(() => startMark(runningPid()!) === undefined, WITHIN_MS);
    expect(startMark(runningPid()!)).toBeUndefined();
  });
});
