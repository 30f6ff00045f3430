import { seededRandom } from '@ride-hailing/testing';
import { setImmediate as turn } from 'node:timers/promises';
import { JointReads } from './joint-reads';

const seed = Date.now() % 1_000_000;

/** A table whose rows are read when a reading begins, and whose answers come when the test lets them. */
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

describe(`reading together (seed ${seed})`, () => {
  let table: HeldTable;
  let reads: JointReads<string>;

  beforeEach(() => {
    table = new HeldTable();
    reads = new JointReads(table.read);
    ['a', 'b', 'c'].forEach((key) => table.write(key));
  });

  const keysRead = () => table.readings.map(({ keys }) => keys);
  const answerAll = () => table.readings.splice(0).forEach(({ answer }) => answer());

  it('reads once what is asked for in one turn, each key once', async () => {
    const asked = [reads.of(['a']), reads.of(['b', 'a']), reads.of(['nobody'])];
    await turn();
    expect(keysRead()).toEqual([['a', 'b', 'nobody']]);
    answerAll();
    const [first, second, third] = await Promise.all(asked);
    expect(first?.get('a')).toBe('a 1');
    expect([second?.get('b'), second?.get('a')]).toEqual(['b 1', 'a 1']);
    expect(third?.get('nobody')).toBeUndefined();
  });

  it('never answers with what was read before the question', async () => {
    const early = reads.of(['a']);
    await turn();
    table.write('a');
    const late = reads.of(['a']);
    await turn();
    answerAll();
    expect((await early).get('a')).toBe('a 1');
    expect((await late).get('a')).toBe('a 2');
  });

  it('holds nobody up behind a reading that hangs', async () => {
    for (const key of ['a', 'b', 'a', 'b']) {
      void reads.of([key]);
      await turn();
    }
    const next = reads.of(['c']);
    await turn();
    table.readings.at(-1)?.answer();
    expect((await next).get('c')).toBe('c 1');
    expect(table.readings).toHaveLength(5);
  });

  it('tells a failure to all who share the reading, and to nobody else', async () => {
    const sharing = Promise.allSettled([reads.of(['a']), reads.of(['b'])]);
    await turn();
    const other = reads.of(['c']);
    await turn();
    table.readings[0]?.fail(new Error('away'));
    table.readings[1]?.answer();
    const failed = { status: 'rejected', reason: new Error('away') };
    expect(await sharing).toEqual([failed, failed]);
    expect((await other).get('c')).toBe('c 1');
    const again = reads.of(['a']);
    await turn();
    table.readings[2]?.answer();
    expect((await again).get('a')).toBe('a 1');
  });

  it('reads at most 200 keys at once, and tears nobody apart', async () => {
    const keysOf = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}`);
    const asked = [keysOf('x', 150), keysOf('y', 100), keysOf('z', 60)].map((keys) => reads.of(keys));
    await turn();
    await turn();
    expect(keysRead().map(({ length }) => length)).toEqual([150, 160]);
    answerAll();
    await Promise.all(asked);
  });

  it('gives everybody the own answers, as of after the question, whatever comes in between', async () => {
    const random = seededRandom(seed);
    const keys = Array.from({ length: 20 }, (_, n) => `k-${n}`);
    const pick = () => keys[Math.floor(random() * keys.length)] ?? '';
    const checks: Promise<void>[] = [];
    let answered = 0;
    const ask = async () => {
      const wanted = [...new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, pick))];
      const least = wanted.map((key) => table.versions.get(key) ?? 0);
      const values = await reads.of(wanted);
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
