import { seededRandom } from '@ride-hailing/testing';
import { setImmediate as turn } from 'node:timers/promises';
import { HeldTable, sharedReads } from '../test/held-table';

const seed = Date.now() % 1_000_000;

describe(`TurnBatches (seed ${seed})`, () => {
  it('gives each question its own answer, read after it was asked, in any interleaving with writes and answers', async () => {
    const table = new HeldTable();
    const reads = sharedReads(table, 200);
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
      table.answerAll();
      await turn();
    }
    await Promise.all(checks);
    expect(answered).toBeGreaterThan(1_000);
  });
});
