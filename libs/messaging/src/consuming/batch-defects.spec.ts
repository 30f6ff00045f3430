import { aMessage, DataError, failureOfTest, TooSlowError } from '../../test/batches';
import { IncomingMessage, Poison } from '../messages/incoming-message';
import { applyBatch } from './batch-splitting';

describe('when code meets a message that it was not written for', () => {
  async function appliedWithDefects(size: number, isOdd: (id: number, attempt: number) => boolean) {
    const seen = { tries: 0, singles: 0, settled: [] as number[], poison: [] as Poison[] };
    const batch = Array.from({ length: size }, (_, i) => aMessage(i));
    const left = await applyBatch(batch, {
      apply: async (part) => {
        seen.tries++;
        if (part.length === 1) seen.singles++;
        if (part.some((m) => isOdd(m.streamSequence, seen.tries))) throw new TypeError('no such field');
        return [];
      },
      failureOf: failureOfTest,
      settle: async (part, poison) => {
        seen.settled.push(...part.map((m) => m.streamSequence));
        seen.poison.push(...poison);
      },
    });
    return { ...seen, left };
  }

  it('finds the message that the code was not written for, applies the others, and makes it poison when it fails again', async () => {
    const { settled, poison, left } = await appliedWithDefects(1_000, (id) => id === 123);
    expect(settled).toHaveLength(1_000);
    expect(poison).toEqual([
      {
        message: expect.objectContaining({ streamSequence: 123 }) as unknown,
        reason: 'defect: TypeError: no such field',
      },
    ]);
    expect(left).toBeUndefined();
  });

  it('makes no poison of a message that succeeds at the second try', async () => {
    const { settled, poison } = await appliedWithDefects(2, (id, tries) => id === 0 && tries < 3);
    expect(settled.sort()).toEqual([0, 1]);
    expect(poison).toEqual([]);
  });

  it('settles nothing while no message succeeds, and soon stops trying', async () => {
    const { tries, singles, settled, left } = await appliedWithDefects(2_000, () => true);
    expect(settled).toEqual([]);
    expect(left?.messages.map((m) => m.streamSequence)).toEqual(Array.from({ length: 2_000 }, (_, i) => i));
    expect(left?.error).toEqual(new TypeError('no such field'));
    expect(tries).toBeLessThan(100);
    expect(singles).toBe(20);
  });

  it('settles every message, however many are odd, once one has succeeded', async () => {
    const { settled, poison, left } = await appliedWithDefects(60, (id) => id > 0);
    expect(settled.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i));
    expect(poison).toHaveLength(59);
    expect(left).toBeUndefined();
  });

  it('does not count a batch of nothing but poison as a success of the code', async () => {
    const [poisonous, odd] = [aMessage(0), aMessage(1)];
    const settled: IncomingMessage[] = [];
    const left = await applyBatch([poisonous, odd], {
      apply: async (part) => {
        if (part.includes(odd)) throw new TypeError('no such field');
        return part.map((message) => ({ message, reason: 'not readable' }));
      },
      failureOf: failureOfTest,
      settle: async (part) => void settled.push(...part),
    });
    expect(settled).toEqual([poisonous]);
    expect(left?.messages).toEqual([odd]);
  });

  it.each([
    ['too slow', () => new TooSlowError('out of time')],
    ['lost', () => new Error('connection lost')],
  ])('throws, and does not settle a suspect, when its second try is %s', async (_how, errorOf) => {
    const settled: number[] = [];
    let failures = 0;
    const outcome = applyBatch([aMessage(0), aMessage(1)], {
      apply: async (part) => {
        if (!part.some((m) => m.streamSequence === 0)) return [];
        throw ++failures < 3 ? new TypeError('no such field') : errorOf();
      },
      failureOf: failureOfTest,
      settle: async (part) => void settled.push(...part.map((m) => m.streamSequence)),
    });
    await expect(outcome).rejects.toThrow(errorOf().message);
    expect(settled).toEqual([1]);
  });

  it('gives a data error of the second try as the plain reason', async () => {
    const poison: Poison[] = [];
    let failures = 0;
    await applyBatch([aMessage(0), aMessage(1)], {
      apply: async (part) => {
        if (!part.some((m) => m.streamSequence === 0)) return [];
        throw ++failures < 3 ? new TypeError('no such field') : new DataError('value out of range');
      },
      failureOf: failureOfTest,
      settle: async (_, found) => void poison.push(...found),
    });
    expect(poison.map(({ reason }) => reason)).toEqual(['value out of range']);
  });
});
