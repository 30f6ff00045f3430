import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { walk } from './walk';
import { itWalks, ON_ALL_APPROACHES, ON_HYBRID, WALKTHROUGHS } from './walks';
import { readWalkthrough } from './walkthrough';

const page = (...parts: string[]): string => parts.join('\n\n').replaceAll("'''", '```');

describe('running a walkthrough', () => {
  const attempt = (...parts: string[]): Promise<void> => walk(readWalkthrough(page(...parts)), tmpdir());

  it('keeps variables, repeats a command where the text allows it, and ends what still runs in other terminals', async () => {
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

it('runs every walkthrough of docs/walkthroughs', () => {
  expect(readdirSync(WALKTHROUGHS).sort()).toEqual([...ON_HYBRID.files, ...ON_ALL_APPROACHES.files].sort());
});

itWalks(ON_HYBRID);
