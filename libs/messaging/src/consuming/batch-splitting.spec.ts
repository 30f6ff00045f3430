import fc from 'fast-check';
import { aMessage, DataError, failureOfTest, TooSlowError } from '../../test/batches';
import { Poison } from '../messages/incoming-message';
import { BatchSize } from './batch-size';
import { applyBatch } from './batch-splitting';

/** Applies a batch as a database does: a bad message fails the whole statement that holds it. */
async function applied(size: number, bad: ReadonlySet<number>) {
  const seen = { tries: 0, kept: [] as number[], settled: [] as number[], poison: [] as Poison[] };
  const batch = Array.from({ length: size }, (_, i) => aMessage(i));
  await applyBatch(batch, {
    apply: async (part) => {
      seen.tries++;
      if (part.some((m) => bad.has(m.streamSequence))) throw new DataError('value out of range');
      seen.kept.push(...part.map((m) => m.streamSequence));
      return [];
    },
    failureOf: failureOfTest,
    settle: async (part, poison) => {
      seen.settled.push(...part.map((m) => m.streamSequence));
      seen.poison.push(...poison);
    },
  });
  return seen;
}

describe('applyBatch', () => {
  it('applies a good batch with one call', async () => {
    const { tries, kept, poison } = await applied(2_000, new Set());
    expect({ tries, kept: kept.length, poison }).toEqual({ tries: 1, kept: 2_000, poison: [] });
  });

  it('finds one culprit among 2,000 in at most 23 tries and applies the others', async () => {
    const { tries, kept, poison } = await applied(2_000, new Set([1_234]));
    expect(tries).toBeLessThanOrEqual(23);
    expect(kept).toHaveLength(1_999);
    expect(poison).toEqual([expect.objectContaining({ reason: 'value out of range' })]);
  });

  it('settles each message once and in order, whichever messages are bad', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.nat({ max: 59 })),
        async (size, culprits) => {
          const bad = new Set(culprits.filter((id) => id < size));
          const { kept, settled, poison } = await applied(size, bad);
          const all = Array.from({ length: size }, (_, i) => i);
          expect(settled).toEqual(all);
          expect(kept).toEqual(all.filter((id) => !bad.has(id)));
          expect(poison.map(({ message }) => message.streamSequence)).toEqual(
            all.filter((id) => bad.has(id)),
          );
        },
      ),
    );
  });

  it('throws an error that is no data error, and settles nothing', async () => {
    const settle = jest.fn();
    const apply = () => Promise.reject(new Error('connection lost'));
    const outcome = applyBatch([aMessage(1), aMessage(2)], { apply, failureOf: () => 'outage', settle });
    await expect(outcome).rejects.toThrow('connection lost');
    expect(settle).not.toHaveBeenCalled();
  });

  it('keeps the batch size after a data error', async () => {
    const size = new BatchSize(8);
    const bad = { apply: () => Promise.reject(new DataError()), failureOf: failureOfTest, settle: jest.fn() };
    await applyBatch(
      Array.from({ length: 8 }, (_, i) => aMessage(i)),
      bad,
      size,
    );
    expect(size.now).toBe(8);
  });

  it('keeps what was thrown as the reason, even if it is no Error', async () => {
    const poison: Poison[] = [];
    await applyBatch([aMessage(1)], {
      apply: jest.fn().mockRejectedValue('bad'),
      failureOf: () => 'data',
      settle: async (_, found) => void poison.push(...found),
    });
    expect(poison).toMatchObject([{ reason: 'bad' }]);
  });

  describe('when batches take too long', () => {
    /** Applies batches one after another, as a database that handles at most `bearable` messages in time. */
    async function appliedInTurn(batches: number, size: BatchSize, bearable: () => number) {
      const seen = { sizes: [] as number[], tooSlow: 0, settled: [] as number[] };
      for (let at = 0; at < batches; at++) {
        const batch = Array.from({ length: 2_000 }, (_, i) => aMessage(at * 2_000 + i));
        await applyBatch(
          batch,
          {
            apply: async (part) => {
              if (part.length > bearable()) {
                seen.tooSlow++;
                throw new TooSlowError();
              }
              seen.sizes.push(part.length);
              return [];
            },
            failureOf: failureOfTest,
            settle: async (part) => void seen.settled.push(...part.map((m) => m.streamSequence)),
          },
          size,
        );
      }
      return seen;
    }

    it('applies a batch that takes too long in smaller parts, in order, and keeps their size for the next batch', async () => {
      const size = new BatchSize(2_000);
      const { sizes, tooSlow, settled } = await appliedInTurn(3, size, () => 300);
      expect(settled).toEqual(Array.from({ length: 6_000 }, (_, i) => i));
      expect(Math.max(...sizes)).toBe(250);
      // Three halvings at first, and one whenever a larger size is tried again.
      expect(tooSlow).toBeLessThanOrEqual(3 + 3);
    });

    it('grows to whole batches again when they succeed', async () => {
      const size = new BatchSize(2_000);
      let bearable = 1;
      await appliedInTurn(1, size, () => bearable);
      expect(size.now).toBeLessThanOrEqual(2);
      bearable = 2_000;
      const { sizes } = await appliedInTurn(40, size, () => bearable);
      expect(sizes.at(-1)).toBe(2_000);
    });

    it('throws when a single message is too slow, and makes no poison of it', async () => {
      const settle = jest.fn();
      const apply = () => Promise.reject(new TooSlowError());
      const outcome = applyBatch([aMessage(1), aMessage(2)], { apply, failureOf: failureOfTest, settle });
      await expect(outcome).rejects.toThrow(TooSlowError);
      expect(settle).not.toHaveBeenCalled();
    });
  });
});
