import { type PortBlock, reservePortBlock } from '@ride-hailing/stack';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Terminal } from './terminal';
import { walk } from './walk';
import { onPorts, readWalkthrough } from './walkthrough';

const WALKTHROUGHS = join(__dirname, '../../../docs/walkthroughs');
const START_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 20_000;
/** In this order, each list against a system of its own: the last of each leaves a service to `nx serve`. */
const WALKS = [
  {
    options: '',
    files: [
      '1-where-does-this-field-come-from.md',
      '3-how-old-may-it-be.md',
      '4-one-update-two-services.md',
      '2-the-owner-is-down.md',
    ],
  },
  { options: '--approaches all', files: ['6-choose-an-approach.md', '5-the-coordinator-dies.md'] },
];

const page = (...parts: string[]): string => parts.join('\n\n').replaceAll("'''", '```');

describe('walking', () => {
  const attempt = (...parts: string[]): Promise<void> => walk(readWalkthrough(page(...parts)), tmpdir());

  it('keeps what was set before, asks again where the text allows it, and ends what runs on elsewhere', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-walking-'));
    await attempt(
      `'''sh\ncd ${folder}; twice() { echo "$1 $1"; }\n'''`,
      'This prints nothing.',
      'In another terminal:',
      `'''sh\necho $$ > ${folder}/pid; echo running; sleep 1000\n'''`,
      "Within 5 seconds:\n\n'''text\nrunning\n'''",
      "'''sh\necho x >> asked; wc -l < asked; test $(wc -l < asked) = 4\n'''",
      "Within 5 seconds:\n\n'''text\n4\n'''",
      "'''sh\ntwice ok\n'''",
      "'''text\nok ok\n'''",
    );
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['another answer', ["'''sh\necho 1\n'''", "'''text\n2\n'''"], 'line 2: no line "2"; it printed:\n1'],
    [
      'another field',
      ["'''sh\necho '{}'\n'''", "'''json\n{\"a\":1}\n'''"],
      'line 2: the answer.a is undefined',
    ],
    [
      'no answer in time',
      ["'''sh\nfalse\n'''", "Within 1 second:\n\n'''text\n2\n'''"],
      'line 2: not within 1000',
    ],
    [
      'output where there should be none',
      ["'''sh\necho 1\n'''", 'This prints nothing.'],
      'printed something',
    ],
    ['a command that fails before the last', ["'''sh\nfalse\necho 1\n'''", "'''text\n1\n'''"], 'status 1'],
    ['a failure inside a pipe', ["'''sh\nfalse | echo 1\n'''", "'''text\n1\n'''"], 'status 1'],
    [
      'a variable that is not set',
      ["'''sh\necho 1 $NOBODY_SET_IT\n'''", "'''text\n1\n'''"],
      'unbound variable',
    ],
    [
      'a question that fails',
      ["'''sh\necho 1; false\n'''", "Within 1 second:\n\n'''text\n1\n'''"],
      'status 1',
    ],
    [
      'a command elsewhere that has ended',
      ['In another terminal:', "'''sh\necho 1\n'''", "Within 1 second:\n\n'''text\n2\n'''"],
      'line 4: not within 1000',
    ],
  ])('fails at %s', async (_, parts, reason) => {
    await expect(attempt(...parts)).rejects.toThrow(reason);
  });
});

it('walks all that is in docs/walkthroughs', () => {
  expect(readdirSync(WALKTHROUGHS).sort()).toEqual(WALKS.flatMap(({ files }) => files).sort());
});

describe.each(WALKS)('the walkthroughs $files, typed against npm start $options', ({ options, files }) => {
  let folder: string;
  let ports: PortBlock;
  let system: Terminal | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ride-hailing-walk-'));
    ports = await reservePortBlock();
    const always = `--port-base ${ports.base} --drivers 60 --rides-per-second 0.2`;
    system = new Terminal(folder, `npm start -- ${always} ${options}`);
    await system.says('Ctrl-C stops everything', START_WITHIN_MS);
  }, START_WITHIN_MS + 10_000);

  afterAll(async () => {
    await system?.close();
    await system?.says('Stopped in', STOP_WITHIN_MS);
    await ports.release();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it.each(files)(
    '%s: every command prints what the text says',
    async (file) => {
      const text = readFileSync(join(WALKTHROUGHS, file), 'utf8');
      await walk(readWalkthrough(onPorts(text, ports.base)), folder);
    },
    180_000,
  );
});
