import fc from 'fast-check';
import { drawn, type Kind } from './kinds';

const kinds: readonly Kind<string>[] = [
  { title: 'few', inputs: fc.constant('few'), most: 3 },
  { title: 'letters', inputs: fc.stringMatching(/^[a-z]{20}$/) },
  { title: 'digits', inputs: fc.stringMatching(/^[0-9]{20}$/) },
];

const countOf = (title: string, count: number): number =>
  drawn(kinds, count, 1).filter((one) => one.title === title).length;

describe('inputs of several kinds', () => {
  it('draws the requested number of inputs from every kind, within the limit of each kind', () => {
    expect(drawn(kinds, 100, 1)).toHaveLength(100);
    expect([countOf('few', 100), countOf('letters', 100), countOf('digits', 100)]).toEqual([3, 49, 48]);
    expect(() => drawn(kinds.slice(0, 1), 4, 1)).toThrow('these kinds allow 3 inputs, not 4');
  });

  it('draws the same inputs with the same seed, and others with another seed', () => {
    expect(drawn(kinds, 50, 7)).toEqual(drawn(kinds, 50, 7));
    expect(drawn(kinds, 50, 7)).not.toEqual(drawn(kinds, 50, 8));
  });
});
