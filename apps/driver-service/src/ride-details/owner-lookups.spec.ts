import { found, HeldOwner } from '../../test/held-owner';
import { CoalescedLookups } from './owner-lookups';
import type { DetailsLookup, DetailsResult } from './ride-details.port';

const BUDGET_MS = 5_000;
const lookup = (rideId: string): DetailsLookup => ({ rideId, minVersion: 1, driverId: 'd-1' });
const many = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => lookup(`${prefix}-${index}`));

describe('details asked for in one turn of the event loop', () => {
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

  it('share one call, and each gets their own', async () => {
    const answers = await Promise.all([
      notes(many(2, 'a')),
      Promise.resolve().then(() => notes(many(1, 'b'))),
      notes(many(3, 'c')),
    ]);
    expect(answers).toEqual([['a-0', 'a-1'], ['b-0'], ['c-0', 'c-1', 'c-2']]);
    expect(sizes()).toEqual([6]);
  });

  it('are split at 100 lookups a call', async () => {
    const asking = Array.from({ length: 250 }, (_, index) => notes([lookup(`r-${index}`)]));
    expect((await Promise.all(asking)).flat()).toEqual(many(250, 'r').map(({ rideId }) => rideId));
    expect(sizes()).toEqual([100, 100, 50]);
  });

  it('share smaller calls when a call takes fewer', async () => {
    details = new CoalescedLookups(owner, 2);
    const asking = ['a', 'b', 'c'].map((rideId) => notes([lookup(rideId)]));
    expect((await Promise.all(asking)).flat()).toEqual(['a', 'b', 'c']);
    expect(sizes()).toEqual([2, 1]);
  });

  it('are not torn apart', async () => {
    await Promise.all([
      notes(many(60, 'a')),
      notes(many(60, 'b')),
      notes(many(40, 'c')),
      notes(many(1, 'd')),
    ]);
    expect(sizes()).toEqual([60, 100, 1]);
  });

  it('wait for nobody of a later turn', async () => {
    await notes([lookup('a')]);
    await notes([lookup('b')]);
    expect(sizes()).toEqual([1, 1]);
  });

  it('have the time of the most patient, while each leaves at their own', async () => {
    const letGo = owner.hold();
    const patient = notes([lookup('a')]);
    expect(await notes([lookup('b')], 20)).toEqual(['unavailable']);
    expect(owner.calls).toMatchObject([{ budgetMs: BUDGET_MS }]);
    letGo();
    expect(await patient).toEqual(['a']);
  });

  it('share a failure too', async () => {
    jest.spyOn(owner, 'find').mockRejectedValueOnce(new Error('a fault'));
    const ends = await Promise.allSettled([notes([lookup('a')]), notes([lookup('b')])]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('are no call when nothing is asked', async () => {
    expect(await details.find([], BUDGET_MS)).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(owner.calls).toEqual([]);
  });
});
