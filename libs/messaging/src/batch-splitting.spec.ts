import fc from 'fast-check';
import { applyBatch } from './batch-splitting';
import { IncomingMessage, Poison } from './incoming-message';

class DataError extends Error {}

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
    isDataError: (error) => error instanceof DataError,
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
    const outcome = applyBatch([aMessage(1), aMessage(2)], { apply, isDataError: () => false, settle });
    await expect(outcome).rejects.toThrow('connection lost');
    expect(settle).not.toHaveBeenCalled();
  });
});
