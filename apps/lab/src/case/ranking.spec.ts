import { parseCase } from './case-file';
import { type CaseFigures, ranked } from './ranking';

const figures = (name: string, more: Partial<CaseFigures> = {}): CaseFigures => ({
  ...{ name, p50: 5, p99: 20, tooOld: 0, whole: 1, wholeWithoutOwner: 1, ownerCalls: 0 },
  ...more,
});
const names = (all: readonly CaseFigures[], text = '') =>
  ranked(all, parseCase(text, 'case.yaml')).map(({ name }) => name);

describe('the ranking of a case', () => {
  it('puts what keeps every budget before what is faster and does not', () => {
    expect(names([figures('fast', { p50: 1, tooOld: 0.01 }), figures('right')])).toEqual(['right', 'fast']);
  });

  it('puts the faster first, and of those that are as fast the one that spares the owner', () => {
    const all = [
      figures('calls', { p50: 4.9, ownerCalls: 900 }),
      figures('spares'),
      figures('slow', { p50: 9 }),
    ];
    expect(names(all)).toEqual(['spares', 'calls', 'slow']);
  });

  it('weighs what is whole without the owner by how often the owner is away', () => {
    const needs = figures('needs', { wholeWithoutOwner: 0 });
    const [one] = ranked([needs], parseCase('ownerAvailability: 0.99', 'case.yaml'));
    expect(one).toMatchObject({ availability: 0.99, misses: ['availability'] });
    expect(names([figures('copy', { p50: 9 }), needs], 'ownerAvailability: 0.99')).toEqual(['copy', 'needs']);
    expect(names([figures('copy', { p50: 9 }), needs], 'ownerAvailability: 1')).toEqual(['needs', 'copy']);
  });

  it('keeps everybody, also when "as fast" goes round in a circle', () => {
    const circle = [
      figures('a', { p50: 1, ownerCalls: 3 }),
      figures('b', { p50: 1.09, ownerCalls: 2 }),
      figures('c', { p50: 1.18, ownerCalls: 1 }),
    ];
    expect([...names(circle)].sort()).toEqual(['a', 'b', 'c']);
  });
});
