import { setImmediate as turn } from 'node:timers/promises';
import { HeldTable, sharedReads } from '../test/held-table';
import { TurnBatches } from './turn-batches';

describe('TurnBatches', () => {
  let table: HeldTable;
  let reads: ReturnType<typeof sharedReads>;

  beforeEach(() => {
    table = new HeldTable();
    reads = sharedReads(table, 200);
    ['a', 'b', 'c'].forEach((key) => table.write(key));
  });

  const keysRead = () => table.readings.map(({ keys }) => keys);

  it('answers the questions of one turn with one call, and gives each caller its own answer', async () => {
    const asked = [
      reads.ask(['a']),
      Promise.resolve().then(() => reads.ask(['nobody'])),
      reads.ask(['b', 'a']),
    ];
    await turn();
    expect(keysRead()).toEqual([['a', 'b', 'a', 'nobody']]);
    table.answerAll();
    expect(await Promise.all(asked)).toEqual([
      new Map([['a', 'a 1']]),
      new Map(),
      new Map(Object.entries({ a: 'a 1', b: 'b 1' })),
    ]);
  });

  it('never answers a question with what was read before it was asked', async () => {
    const early = reads.ask(['a']);
    await turn();
    table.write('a');
    const late = reads.ask(['a']);
    await turn();
    table.answerAll();
    expect((await early).get('a')).toBe('a 1');
    expect((await late).get('a')).toBe('a 2');
  });

  it('delays no question behind an earlier call that hangs', async () => {
    for (const key of ['a', 'b', 'a', 'b']) {
      void reads.ask([key]);
      await turn();
    }
    const next = reads.ask(['c']);
    await turn();
    table.readings.at(-1)?.answer();
    expect((await next).get('c')).toBe('c 1');
    expect(table.readings).toHaveLength(5);
  });

  it('fails all questions of a call that fails, and no others', async () => {
    const sharing = Promise.allSettled([reads.ask(['a']), reads.ask(['b'])]);
    await turn();
    const other = reads.ask(['c']);
    await turn();
    table.readings[0]?.fail(new Error('away'));
    table.readings[1]?.answer();
    const failed = { status: 'rejected', reason: new Error('away') };
    expect(await sharing).toEqual([failed, failed]);
    expect((await other).get('c')).toBe('c 1');
    const again = reads.ask(['a']);
    await turn();
    table.readings[2]?.answer();
    expect((await again).get('a')).toBe('a 1');
  });

  it('asks each question of a failed call again by itself where it may, so that one fails no others', async () => {
    const calls: string[][] = [];
    const batches = new TurnBatches<string, string>({
      answer: (names) => {
        calls.push([...names]);
        const bad = names.find((name) => name !== 'good');
        return bad === undefined ? Promise.resolve([...names]) : Promise.reject(new Error(bad));
      },
      sizeOf: () => 1,
      mostAtOnce: 3,
      asksAgain: (error) => (error as Error).message === 'bad',
    });
    const asked = ['good', 'bad', 'good', 'good', 'lost'].map((name) => batches.ask(name));
    const ends = (await Promise.allSettled(asked)).map(({ status }) => status);
    expect(ends).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'rejected']);
    expect(calls).toEqual([['good', 'bad', 'good'], ['good', 'lost'], ['good'], ['bad'], ['good']]);
  });

  it('fails the questions of a call that throws before it returns a promise, or has another number of answers', async () => {
    const answers = [
      () => Promise.resolve([]),
      () => {
        throw new Error('at once');
      },
    ];
    const broken = answers.map((answer) => new TurnBatches({ answer, sizeOf: () => 1, mostAtOnce: 2 }));
    const ends = await Promise.allSettled(broken.map((batches) => batches.ask('a')));
    expect(ends).toEqual(
      ['0 answers to 1 questions', 'at once'].map((text) => ({
        status: 'rejected',
        reason: new Error(text),
      })),
    );
  });

  it('fills calls up to their size in the order of the questions, and splits no question', async () => {
    const keysOf = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}`);
    const sizes = [150, 50, 1, 100, 60, 40, 300, 1];
    const asked = sizes.map((size, index) => reads.ask(keysOf(`${index}`, size)));
    await turn();
    await turn();
    expect(keysRead().map(({ length }) => length)).toEqual([200, 161, 40, 300, 1]);
    expect(keysRead().flat()).toEqual(sizes.flatMap((size, index) => keysOf(`${index}`, size)));
    table.answerAll();
    await Promise.all(asked);
  });
});
