import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anExperiment, someResults } from '../../test/results.builder';
import type { ExperimentResult } from '../results/results';
import { resultsText } from '../results/results-text';
import type { Experiment } from '../runner/experiment';
import { earlierResults } from './earlier-results';

describe('the results of an earlier run', () => {
  let folder: string;

  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'earlier-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const measured = [
    anExperiment({ id: 'as-it-was' }),
    anExperiment({ id: 'asks-more-now' }),
    anExperiment({ id: 'failed', failed: '3 rows are missing' }),
    anExperiment({ id: 'gone' }),
  ];
  const defined = ({ sides, ...one }: ExperimentResult, more: Partial<Experiment> = {}): Experiment => ({
    ...{ ...one, failed: undefined, secondsASide: 1, secondsAround: 1 },
    sides: sides.map(({ says, kind, id }) => ({ says, kind, id })),
    open: () => Promise.reject(new Error('measured again')),
    ...more,
  });
  const results = someResults(measured);
  const kept = (settings = results.settings): readonly ExperimentResult[] => {
    const file = join(folder, 'results.json');
    writeFileSync(file, resultsText(results));
    const [asItWas, asksMoreNow, failed] = measured as [ExperimentResult, ExperimentResult, ExperimentResult];
    return earlierResults(file, settings, [
      defined(asItWas),
      defined(asksMoreNow, { settings: { drivers: 7 } }),
      defined(failed),
    ]);
  };

  it('are kept with the name of their run when they are defined as then, and were measured to the end', () => {
    expect(kept().map(({ id }) => id)).toEqual(['as-it-was']);
    const { startedAt, commit } = results;
    const [one] = kept();
    expect(one?.earlierRun).toEqual({ startedAt, commit });
    expect(one?.sides.map(({ samples }) => samples.length)).toEqual([3, 3, 3]);
  });

  it('are refused when they have other settings, and none are there before the first run', () => {
    expect(() => kept({ ...results.settings, seed: 7 })).toThrow(
      /--resume: .* has other settings: \{.*"seed":1/,
    );
    expect(earlierResults(join(folder, 'none.json'), results.settings, [])).toEqual([]);
  });
});
