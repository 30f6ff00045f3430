import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { itStopsAtCtrlC, MeasuringCommand } from '@ride-hailing/testing';
import { CATALOGUE } from '../claims/catalogue';
import { readResults } from '../results/read-results';
import { QUESTIONS, type Results } from '../results/results';
import { experimentsOf } from './questions';

// Some minutes on a machine that does nothing else; a busy one fails no test.
jest.setTimeout(1_200_000);

describe('npm run lab -- --quick', () => {
  let lab: MeasuringCommand;
  let results: Results;

  beforeAll(async () => {
    const began = performance.now();
    lab = new MeasuringCommand('lab', '--quick');
    const code = await lab.ended();
    if (code !== 0) throw new Error(`it ended with ${code}:\n${lab.said}`);
    console.log(`${lab.said}\n${Math.round((performance.now() - began) / 1_000)} s in all`);
    results = readResults(join(lab.out, 'results.json'));
  });

  afterAll(() => lab.clean());

  it('has measured every experiment, each side of it, and verified each figure', () => {
    const planned = experimentsOf({ topics: QUESTIONS, repeats: 1, seed: 1, quick: true });
    const shape = (experiments: readonly { id: string; sides: readonly { id: string }[] }[]) =>
      experiments.map(({ id, sides }) => ({ id, sides: sides.map((side) => side.id) }));
    expect(shape(results.experiments)).toEqual(shape(planned));
    for (const { id, sides } of results.experiments) {
      for (const { id: side, samples } of sides) {
        expect({ id, side, isMeasured: samples.length > 0 }).toEqual({ id, side, isMeasured: true });
        for (const { verified } of samples) expect(verified).toMatch(/\w{3}/);
      }
    }
  });

  it('has figures in every sample, all of them numbers', () => {
    for (const { sides } of results.experiments) {
      for (const { values } of sides.flatMap(({ samples }) => samples)) {
        expect(Object.values(values).length).toBeGreaterThan(0);
        expect(Object.values(values).every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('has written a page for each question, and one with every claim', () => {
    for (const question of QUESTIONS) {
      expect(readFileSync(join(lab.out, `${question}.md`), 'utf8')).toContain('## ');
    }
    const summary = readFileSync(join(lab.out, 'README.md'), 'utf8');
    for (const { id } of CATALOGUE) expect(summary).toContain(`<a id="claim-${id}"></a>`);
  });

  it('has left nothing behind', () => {
    expect(lab.left).toEqual([]);
  });
});

describe('npm run lab, when it is stopped', () => {
  itStopsAtCtrlC('lab', 'distance', '--quick');

  it('goes on with --resume where it was stopped, and measures nothing twice', async () => {
    const lab = new MeasuringCommand('lab', 'effort', 'distance', '--quick');
    try {
      await lab.runs();
      lab.ctrlC();
      await lab.ended();
      expect(lab.said).toContain('--resume goes on');
      const { experiments: before, startedAt, commit } = readResults(join(lab.out, 'results.json'));
      expect(before.map(({ topic }) => topic)).toEqual(['effort']);
      const more = new MeasuringCommand('lab', 'effort', 'distance', '--quick', '--resume', { out: lab.out });
      try {
        expect(await more.ended()).toBe(0);
        const { experiments } = readResults(join(lab.out, 'results.json'));
        expect(experiments[0]).toEqual({ ...before[0], earlierRun: { startedAt, commit } });
        expect(experiments.map(({ topic }) => topic)).toEqual(['effort', 'distance']);
      } finally {
        await more.clean();
      }
    } finally {
      await lab.clean();
    }
  });
});

describe('npm run lab, with a question that it does not have', () => {
  it('says which there are', async () => {
    const lab = new MeasuringCommand('lab', 'weather');
    try {
      expect(await lab.ended()).toBe(1);
      expect(lab.said).toContain(`weather: not among ${QUESTIONS.join(', ')}`);
    } finally {
      await lab.clean();
    }
  });
});
