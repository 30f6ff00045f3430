import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itStopsAtCtrlC, MeasuringCommand } from '@ride-hailing/testing';
import { writeReport } from '../report/write-report';
import { readResults } from '../results/read-results';
import { type Results, TOPICS } from '../results/results';
import { experimentsOf } from './topics';

// About 130 s on a machine that does nothing else; a busy one fails no test.
jest.setTimeout(600_000);

describe('npm run bench -- --quick', () => {
  let bench: MeasuringCommand;
  let results: Results;

  beforeAll(async () => {
    const began = performance.now();
    bench = new MeasuringCommand('bench', '--quick');
    const code = await bench.ended();
    if (code !== 0) throw new Error(`it ended with ${code}:\n${bench.said}`);
    console.log(`${bench.said}\n${Math.round((performance.now() - began) / 1_000)} s in all`);
    results = readResults(join(bench.out, 'results.json'));
  });

  afterAll(() => bench.clean());

  it('has measured every experiment of every topic that this machine can measure, each side of it once', () => {
    const planned = experimentsOf({ topics: TOPICS, repeats: 1, seed: 1, quick: true }).filter(
      ({ unavailable }) => unavailable?.() === undefined,
    );
    const shape = (experiments: readonly { id: string; sides: readonly { id: string }[] }[]) =>
      experiments.map(({ id, sides }) => ({ id, sides: sides.map((side) => side.id) }));
    expect(shape(results.experiments)).toEqual(shape(planned));
    for (const { sides } of results.experiments) {
      expect(sides.map(({ samples }) => samples.length)).toEqual(sides.map(() => 1));
    }
  });

  it('has figures above nothing in every sample, and says what was verified', () => {
    for (const { id, sides } of results.experiments) {
      for (const { id: side, samples } of sides) {
        for (const { values, verified } of samples) {
          expect({ id, side, figures: Object.keys(values).length > 0 }).toEqual({ id, side, figures: true });
          expect(Object.values(values).every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
          expect({ id, side, verified }).toEqual({
            id,
            side,
            verified: expect.stringMatching(/\w{3}/) as string,
          });
        }
      }
    }
  });

  it('has written a report with every experiment, and said where', () => {
    const report = readFileSync(join(bench.out, 'report.md'), 'utf8');
    for (const { id } of results.experiments) expect(report).toContain(`<a id="${id}"></a>`);
    expect(bench.said).toContain('report.md');
    expect(results.commit).toMatch(/^[0-9a-f]{40}(-dirty)?$/);
  });

  it('has written the report that its results.json gives again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'report-again-'));
    writeReport(results, folder);
    const again = readFileSync(join(folder, 'report.md'), 'utf8');
    rmSync(folder, { recursive: true });
    expect(again).toBe(readFileSync(join(bench.out, 'report.md'), 'utf8'));
  });

  it('has left nothing behind', () => {
    expect(bench.left).toEqual([]);
  });
});

describe('npm run bench, when it is stopped', () => itStopsAtCtrlC('bench', 'read', '--quick'));
