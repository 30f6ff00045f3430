import { streamAnomalies } from './stream';

const entry = (text: string) => {
  const [aggregateId = '', version = ''] = text.split(' ');
  return { aggregateId, version: Number(version) };
};

const check = (committed: string[], stored: string[]) =>
  streamAnomalies(committed.map(entry), stored.map(entry)).map(({ what }) => what);

describe('the events of the stream', () => {
  it('accepts every version in order, with repeats', () => {
    expect(check(['a 1', 'a 2', 'b 1'], ['b 1', 'a 1', 'a 2'])).toEqual([]);
    expect(check(['a 1', 'a 2'], ['a 1', 'a 2', 'a 1', 'a 2'])).toEqual([]);
  });

  it('reports what was lost, reversed or invented', () => {
    expect(check(['a 1', 'a 2'], ['a 1'])).toEqual(['a v2 was lost']);
    expect(check(['a 1', 'a 2'], ['a 2', 'a 1'])).toEqual(['a v1 was first stored after v2']);
    expect(check([], ['a 1'])).toEqual(['a v1 was stored but never committed']);
  });
});
