import { SpanRecorder } from '@ride-hailing/testing/spans';
import { recordingSpan } from '@ride-hailing/tracing';
import { found, HeldOwner } from '../../test/held-owner';
import { CoalescedLookups } from './owner-lookups';
import type { DetailsLookup, DetailsResult } from './ride-details.port';

const BUDGET_MS = 5_000;
const lookup = (rideId: string): DetailsLookup => ({ rideId, minVersion: 1, driverId: 'd-1' });
const many = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => lookup(`${prefix}-${index}`));

describe('lookups of one event-loop turn', () => {
  let owner: HeldOwner;
  let details: CoalescedLookups<DetailsLookup, DetailsResult>;
  const sizes = () => owner.calls.map(({ lookups }) => lookups.length);

  beforeEach(() => {
    owner = new HeldOwner();
    owner.answerTo = ({ rideId }) => found(1, { notes: rideId });
    details = new CoalescedLookups(owner);
  });

  const notes = async (lookups: readonly DetailsLookup[], budgetMs = BUDGET_MS) =>
    (await details.find(lookups, budgetMs)).map((result) =>
      result.outcome === 'found' ? result.details.notes : result.outcome,
    );

  it('batches lookups of one turn into one call, and gives each caller its own results', async () => {
    const answers = await Promise.all([
      notes(many(2, 'a')),
      Promise.resolve().then(() => notes(many(1, 'b'))),
      notes(many(3, 'c')),
    ]);
    expect(answers).toEqual([['a-0', 'a-1'], ['b-0'], ['c-0', 'c-1', 'c-2']]);
    expect(sizes()).toEqual([6]);
  });

  it('splits lookups into calls of at most 100', async () => {
    const asking = Array.from({ length: 250 }, (_, index) => notes([lookup(`r-${index}`)]));
    expect((await Promise.all(asking)).flat()).toEqual(many(250, 'r').map(({ rideId }) => rideId));
    expect(sizes()).toEqual([100, 100, 50]);
  });

  it('splits lookups into smaller calls when the batch size is lower', async () => {
    details = new CoalescedLookups(owner, 2);
    const asking = ['a', 'b', 'c'].map((rideId) => notes([lookup(rideId)]));
    expect((await Promise.all(asking)).flat()).toEqual(['a', 'b', 'c']);
    expect(sizes()).toEqual([2, 1]);
  });

  it('keeps the lookups of one caller in one call', async () => {
    await Promise.all([
      notes(many(60, 'a')),
      notes(many(60, 'b')),
      notes(many(40, 'c')),
      notes(many(1, 'd')),
    ]);
    expect(sizes()).toEqual([60, 100, 1]);
  });

  it('does not wait for lookups of a later turn', async () => {
    await notes([lookup('a')]);
    await notes([lookup('b')]);
    expect(sizes()).toEqual([1, 1]);
  });

  it('gives a call the longest budget of its callers, while each stops waiting at the end of its own', async () => {
    const letGo = owner.hold();
    const patient = notes([lookup('a')]);
    expect(await notes([lookup('b')], 20)).toEqual(['unavailable']);
    expect(owner.calls).toMatchObject([{ budgetMs: BUDGET_MS }]);
    letGo();
    expect(await patient).toEqual(['a']);
  });

  it('makes a call in the context of the first caller whose trace is recorded', async () => {
    const recorder = SpanRecorder.start();
    try {
      const seen: (string | undefined)[] = [];
      const find = owner.find.bind(owner);
      jest.spyOn(owner, 'find').mockImplementation((...asked) => {
        seen.push(recordingSpan()?.spanContext().traceId);
        return find(...asked);
      });
      await notes([lookup('z')]);
      await Promise.all([
        notes([lookup('a')]),
        recorder.inRoot('first', () => notes([lookup('b')])),
        recorder.inRoot('second', () => notes([lookup('c')])),
      ]);
      const first = recorder.spans.find(({ name }) => name === 'first');
      expect(seen).toEqual([undefined, first?.spanContext().traceId]);
    } finally {
      recorder.stop();
    }
  });

  it('gives a failure to all callers of a call', async () => {
    jest.spyOn(owner, 'find').mockRejectedValueOnce(new Error('a fault'));
    const ends = await Promise.allSettled([notes([lookup('a')]), notes([lookup('b')])]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('makes no call for no lookups', async () => {
    expect(await details.find([], BUDGET_MS)).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(owner.calls).toEqual([]);
  });
});
