import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWalkthrough } from './walkthrough';
import { type Outcome, WalkthroughRun } from './walkthrough-run';

const page = (...parts: string[]): string => ['# Title', ...parts].join('\n\n').replaceAll("'''", '```');

describe('a run of a walkthrough', () => {
  let folder: string;
  let run: WalkthroughRun | undefined;

  const begin = (...parts: string[]): WalkthroughRun =>
    (run = new WalkthroughRun(readWalkthrough(page(...parts)).steps, folder));
  async function takeAll(...parts: string[]): Promise<Outcome[]> {
    const all: Outcome[] = [];
    for (const one = begin(...parts); one.next;) all.push(await one.take());
    return all;
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ride-hailing-walking-'));
  });
  afterEach(async () => {
    await run?.close();
    rmSync(folder, { recursive: true });
  });

  it('keeps variables, repeats a command where the text allows it, and ends what still runs in other terminals', async () => {
    const outcomes = await takeAll(
      `'''sh\ncd ${folder}; twice() { echo "$1 $1"; }; DRIVER=d-1; SECRET=s\n'''`,
      'This prints nothing.',
      'In another terminal:',
      `'''sh\necho $$ > ${folder}/pid; echo running; sleep 1000\n'''`,
      "Within 5 seconds:\n\n'''text\nrunning\n'''",
      "'''sh\necho x >> asked; wc -l < asked; test $(wc -l < asked) = 4\n'''",
      "Within 5 seconds:\n\n'''text\n4\n'''",
      "'''sh\ntwice ok\n'''",
      "'''text\nok ok\n'''",
    );
    expect(outcomes.map((one) => one.mismatch)).toEqual(outcomes.map(() => undefined));
    expect(outcomes.at(-1)).toMatchObject({ output: 'ok ok\n', variables: { DRIVER: 'd-1' } });
    expect(outcomes.at(-1)?.variables).not.toHaveProperty('SECRET');
    await run?.close();
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it.each([
    ['another answer', ["'''sh\necho 1\n'''", "'''text\n2\n'''"], 'no line "2"'],
    ['another field', ["'''sh\necho '{}'\n'''", "'''json\n{\"a\":1}\n'''"], 'the answer.a is undefined'],
    ['no answer in time', ["'''sh\nfalse\n'''", "Within 1 second:\n\n'''text\n2\n'''"], 'status 1'],
    ['output where there should be none', ["'''sh\necho 1\n'''", 'Prints nothing.'], 'printed something'],
    ['a command that fails before the last', ["'''sh\nfalse\necho 1\n'''", "'''text\n1\n'''"], 'status 1'],
    ['a failure in a function', ["'''sh\nf() { false; echo 1; }; f\n'''", "'''text\n1\n'''"], 'status 1'],
    ['a failure inside a pipe', ["'''sh\nfalse | echo 1\n'''", "'''text\n1\n'''"], 'status 1'],
    ['a failing question', ["'''sh\necho 1; false\n'''", "Within 1 second:\n\n'''text\n1\n'''"], 'status 1'],
    [
      'a command elsewhere that has ended',
      ['In another terminal:', "'''sh\necho 1\n'''", "Within 1 second:\n\n'''text\n2\n'''"],
      'it does not run any more',
    ],
  ])('sees %s, and can take the step again', async (_, parts, reason) => {
    const failing = begin(...parts);
    const step = failing.next;
    expect((await failing.take()).mismatch).toContain(reason);
    expect(failing.next).toBe(step);
    expect((await failing.take()).mismatch).toContain(reason);
    expect(failing.hasEnded).toBe(false);
  });

  it('ends at a variable that is not set, and says so', async () => {
    const ended = begin("'''sh\necho 1 $NOBODY_SET_IT\n'''", "'''text\n1\n'''");
    const { output, mismatch } = await ended.take();
    expect(output).toContain('unbound variable');
    expect(mismatch).toContain('failed with status');
    expect(ended.hasEnded).toBe(true);
  });

  it('keeps the end of a long output', async () => {
    const [outcome] = await takeAll("'''sh\nseq 100000\n'''", "'''text\n100000\n'''");
    expect(outcome?.mismatch).toBeUndefined();
    expect(outcome?.output.length).toBeLessThanOrEqual(200_000);
  });

  it('ends a step that is being taken when it is closed', async () => {
    const endless = begin("'''sh\nsleep 1000\n'''", "Within 500 seconds:\n\n'''text\n1\n'''");
    const outcome = endless.take();
    await endless.close();
    expect((await outcome).mismatch).toContain('failed');
  });
});
