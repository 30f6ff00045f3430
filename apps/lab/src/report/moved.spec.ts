import { aMovedExperiment } from '../../test/moved.builder';
import { movedPlots, movedTables } from './moved';
import { terminalTable } from './terminal-table';
import { someResults } from '../../test/results.builder';

const HALVES = Array.from({ length: 41 }, (_, index) => (index - 20) / 2);
const experiment = aMovedExperiment({ a: Object.fromEntries(HALVES.map((at) => [at, [at ** 2]])) });

describe('a figure over what is moved', () => {
  it('has anchors of its own on both sides of 0', () => {
    const ids = movedTables(experiment).flatMap(({ rows }) =>
      rows.flatMap((row) => row.flatMap((cell) => cell.id ?? [])),
    );
    expect(ids).toContain('ms-far-a-minus-10');
    expect(ids).toContain('ms-far-a-10');
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is drawn at each place, but no more places are labelled than can be read', () => {
    const [picture] = movedPlots(experiment);
    expect(picture?.svg.match(/<circle/g)).toHaveLength(HALVES.length);
    const labels = picture?.svg.match(/class="tick middle"/g) ?? [];
    expect(labels.length).toBeGreaterThan(8);
    expect(labels.length).toBeLessThanOrEqual(17);
  });

  it('is drawn in a line of its own for each of ten sides, and named beside a sample of that line', () => {
    const names = Array.from({ length: 10 }, (_, index) => `side ${index}`);
    const sides = Object.fromEntries(names.map((name) => [name, { 0: [1], 1: [2] }]));
    const [picture] = movedPlots(aMovedExperiment(sides));
    for (const kind of names.keys())
      expect(picture?.svg.match(new RegExp(`class="curve c${kind}"`, 'g'))).toHaveLength(2);
  });

  it('stands in the terminal for the turn as a whole', () => {
    const sides = experiment.sides.map((side) => ({
      ...side,
      samples: [...side.samples, { repeat: 0, atSecond: 0, values: { ms: 7_000 }, verified: 'planted' }],
    }));
    expect(terminalTable(someResults([{ ...experiment, sides }]))).toContain('time 7 s (7,000–7,000)');
  });
});
