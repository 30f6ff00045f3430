import fc from 'fast-check';
import { BatchSize } from './batch-size';
import { applyBatch } from './batch-splitting';
import { failureOf } from './failure';
import { IncomingMessage, Poison } from './incoming-message';

class DataError extends Error {}
class TooSlowError extends Error {}

const failureOfTest = (error: unknown) =>
  failureOf(error, {
    isDataError: (one) => one instanceof DataError,
    isTooSlow: (one) => one instanceof TooSlowError,
  });

const aMessage = (id: number): IncomingMessage => ({
  subject: `s.${id}`,
  data: new Uint8Array(),
  header: () => undefined,
  streamSequence: id,
  storedAtMs: 0,
  firstStoredAtMs: 0,
  deliveryCount: 1,
});

/** Applies a batch whose bad messages fail the statement they are in, as a database would. */
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

  it('settles each message once and in order, whichever are bad', async () => {
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

  it('throws what is no data error, and settles nothing', async () => {
    const settle = jest.fn();
    const apply = () => Promise.reject(new Error('connection lost'));
    const outcome = applyBatch([aMessage(1), aMessage(2)], { apply, failureOf: () => 'outage', settle });
    await expect(outcome).rejects.toThrow('connection lost');
    expect(settle).not.toHaveBeenCalled();
  });

  describe('when batches take too long', () => {
    /** Applies batches one after another, as a database would that gets through `bearable` messages in time. */
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

    it('applies all in smaller parts, in order, and begins the next batch with those', async () => {
      const size = new BatchSize(2_000);
      const { sizes, tooSlow, settled } = await appliedInTurn(3, size, () => 300);
      expect(settled).toEqual(Array.from({ length: 6_000 }, (_, i) => i));
      expect(Math.max(...sizes)).toBe(250);
      // Three halvings at first, and one for each time that a larger size was tried again.
      expect(tooSlow).toBeLessThanOrEqual(3 + 3);
    });

    it('grows to whole batches again when they go through', async () => {
      const size = new BatchSize(2_000);
      let bearable = 1;
      await appliedInTurn(1, size, () => bearable);
      expect(size.now).toBeLessThanOrEqual(2);
      bearable = 2_000;
      const { sizes } = await appliedInTurn(40, size, () => bearable);
      expect(sizes.at(-1)).toBe(2_000);
    });

    it('throws what is too slow alone, and makes no poison of it', async () => {
      const settle = jest.fn();
      const apply = () => Promise.reject(new TooSlowError());
      const outcome = applyBatch([aMessage(1), aMessage(2)], { apply, failureOf: failureOfTest, settle });
      await expect(outcome).rejects.toThrow(TooSlowError);
      expect(settle).not.toHaveBeenCalled();
    });
  });

  describe('when code meets a message that it was not written for', () => {
    async function appliedWithDefects(size: number, isOdd: (id: number, attempt: number) => boolean) {
      const seen = { tries: 0, settled: [] as number[], poison: [] as Poison[] };
      const batch = Array.from({ length: size }, (_, i) => aMessage(i));
      const left = await applyBatch(batch, {
        apply: async (part) => {
          seen.tries++;
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

    it('finds it, applies the others, and makes poison of it when it fails once more', async () => {
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

    it('makes no poison of what goes through at the second time', async () => {
      const { settled, poison } = await appliedWithDefects(2, (id, tries) => id === 0 && tries < 3);
      expect(settled.sort()).toEqual([0, 1]);
      expect(poison).toEqual([]);
    });

    it('settles nothing while nothing goes through, and soon stops trying', async () => {
      const { tries, settled, left } = await appliedWithDefects(2_000, () => true);
      expect(settled).toEqual([]);
      expect(left?.messages.map((m) => m.streamSequence).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 2_000 }, (_, i) => i),
      );
      expect(tries).toBeLessThan(100);
    });
  });
});
