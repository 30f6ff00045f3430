import { anExperiment, someResults } from '../../test/results.builder';
import { resultsSchema } from './results';
import { resultsText } from './results-text';

describe('the text of results', () => {
  it('is JSON that holds the same, to four digits', () => {
    const text = resultsText(someResults([anExperiment({ settings: { rate: 1 / 3 } })]));
    expect(resultsSchema.parse(JSON.parse(text)).experiments[0]?.settings).toEqual({ rate: 0.3333 });
  });

  it('has a line for each sample, and none that is long', () => {
    const lines = resultsText(someResults([anExperiment()])).split('\n');
    expect(lines.filter((line) => line.includes('"repeat"')).length).toBeGreaterThanOrEqual(9);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(200);
  });
});
