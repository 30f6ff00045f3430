import { ownersClock } from './journey-tracks';

const EPOCH = Date.parse('2026-11-29T12:00:00.000Z');
const asking = { askedAt: 1_000, answeredAt: 1_040, epochMs: EPOCH };
const at = (ms: number): string => new Date(EPOCH + ms).toISOString();

describe('the clock of the owner', () => {
  it('takes the owner’s clock as it is while the commit lies between the question and its answer', () => {
    const read = ownersClock(asking, at(30));
    expect([read(at(30)), read(at(45))]).toEqual([1_030, 1_045]);
  });

  it.each([
    ['ahead', 3_600_000, 1_040],
    ['behind', -3_600_000, 1_000],
  ])('corrects the owner’s clock by as much as it is %s', (_, offBy, committedAt) => {
    const read = ownersClock(asking, at(offBy));
    expect([read(at(offBy)), read(at(offBy + 15))]).toEqual([committedAt, committedAt + 15]);
  });
});
