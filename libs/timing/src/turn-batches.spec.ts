import { seededRandom } from '@ride-hailing/testing';
import { setImmediate as turn } from 'node:timers/promises';
import { TurnBatches } from './turn-batches';

const seed = Date.now() % 1_000_000;

/** A table whose rows are read when a call begins, and whose answers come when the test lets them. */
class HeldTable {
  readonly readings: { keys: readonly string[]; answer: () => void; fail: (error: Error) => void }[] = [];
  readonly versions = new Map<string, number>();

  readonly read = (keys: readonly string[]) =>
    new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
      const seen = keys.flatMap((key): [string, string][] =>
        this.versions.has(key) ? [[key, `${key} ${this.versions.get(key)}`]] : [],
      );
      this.readings.push({ keys, answer: () => resolve(new Map(seen)), fail: reject });
    });

  write(key: string): number {
    const version = (this.versions.get(key) ?? 0) + 1;
    this.versions.set(key, version);
    return version;
  }
}

type Values = ReadonlyMap<string, string>;

describe(`questions of one event-loop turn (seed ${seed})`, () => {
  let table: HeldTable;
  let reads: TurnBatches<readonly string[], Values>;

  beforeEach(() => {
    table = new HeldTable();
    reads = new TurnBatches<readonly string[], Values>({
      answer: async (questions) => {
        const values = await table.read(questions.flat());
        return questions.map((keys) => new Map([...values].filter(([key]) => keys.includes(key))));
      },
      sizeOf: ({ length }) => length,
      mostAtOnce: 200,
    });
    ['a', 'b', 'c'].forEach((key) => table.write(key));
  });

  const keysRead = () => table.readings.map(({ keys }) => keys);
  const answerAll = () => table.readings.splice(0).forEach(({ answer }) => answer());

  it('are answered by one call, and each asker gets its own answer', async () => {
    const asked = [
      reads.ask(['a']),
      Promise.resolve().then(() => reads.ask(['nobody'])),
      reads.ask(['b', 'a']),
    ];
    await turn();
    expect(keysRead()).toEqual([['a', 'b', 'a', 'nobody']]);
    answerAll();
    expect(await Promise.all(asked)).toEqual([
      new Map([['a', 'a 1']]),
      new Map(),
      new Map(Object.entries({ a: 'a 1', b: 'b 1' })),
    ]);
  });

  it('are never answered with what was read before they were asked', async () => {
    const early = reads.ask(['a']);
    await turn();
    table.write('a');
    const late = reads.ask(['a']);
    await turn();
    answerAll();
    expect((await early).get('a')).toBe('a 1');
    expect((await late).get('a')).toBe('a 2');
  });

  it('wait for no earlier call that hangs', async () => {
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

  it('fail together when their call fails, and no others fail with them', async () => {
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

  it('fail when their call throws before it returns a promise, or has another number of answers', async () => {
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

  it('share calls of a bounded size, in their order, and none is split', async () => {
    const keysOf = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}`);
    const sizes = [150, 50, 1, 100, 60, 40, 300, 1];
    const asked = sizes.map((size, index) => reads.ask(keysOf(`${index}`, size)));
    await turn();
    await turn();
    expect(keysRead().map(({ length }) => length)).toEqual([200, 161, 40, 300, 1]);
    expect(keysRead().flat()).toEqual(sizes.flatMap((size, index) => keysOf(`${index}`, size)));
    answerAll();
    await Promise.all(asked);
  });

  it('get their own answers, read after they were asked, in any interleaving of questions, writes and answers', async () => {
    const random = seededRandom(seed);
    const keys = Array.from({ length: 20 }, (_, n) => `k-${n}`);
    const pick = () => keys[Math.floor(random() * keys.length)] ?? '';
    const checks: Promise<void>[] = [];
    let answered = 0;
    const ask = async () => {
      const wanted = [...new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, pick))];
      const least = wanted.map((key) => table.versions.get(key) ?? 0);
      const values = await reads.ask(wanted);
      wanted.forEach((key, index) => {
        const [name, version] = (values.get(key) ?? `${key} 0`).split(' ');
        expect(name).toBe(key);
        expect(Number(version)).toBeGreaterThanOrEqual(least[index] ?? 0);
      });
      answered += 1;
    };
    for (let step = 0; step < 5_000; step += 1) {
      const chance = random();
      if (chance < 0.35) checks.push(ask());
      else if (chance < 0.6) table.write(pick());
      else if (chance < 0.8) await turn();
      else table.readings.splice(Math.floor(random() * table.readings.length), 1)[0]?.answer();
    }
    while (answered < checks.length) {
      answerAll();
      await turn();
    }
    await Promise.all(checks);
    expect(answered).toBeGreaterThan(1_000);
  });
});
