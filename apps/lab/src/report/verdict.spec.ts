import { aSide, anExperiment } from '../../test/results.builder';
import { verdictOf } from './verdict';

const goal = (more: object) => ({ id: 'P1', says: '', metric: 'rate', side: 'project', ...more });

describe('the verdict on a goal', () => {
  it('takes the ratio of each repeat, not of the medians', () => {
    const experiment = anExperiment({ sides: [aSide('naive', [10, 100]), aSide('project', [100, 100])] });
    const verdict = verdictOf(experiment, goal({ over: 'naive', atLeast: 5 }));
    expect(verdict).toMatchObject({ median: 5.5, low: 1, high: 10, isMet: true, metIn: 1, repeats: 2 });
  });

  it('takes the figure itself without another side', () => {
    expect(verdictOf(anExperiment(), goal({ atMost: 600 }))).toMatchObject({
      median: 600,
      isMet: true,
      metIn: 2,
    });
    expect(verdictOf(anExperiment(), goal({ atMost: 599 }))).toMatchObject({ isMet: false, metIn: 1 });
    expect(verdictOf(anExperiment(), goal({ atLeast: 601 }))).toMatchObject({ isMet: false, metIn: 1 });
  });

  it('pairs samples by repeat, and leaves out those without a partner', () => {
    const [first] = aSide('naive', [10]).samples;
    const naive = { ...aSide('naive', []), samples: first ? [{ ...first, repeat: 1 }] : [] };
    const experiment = anExperiment({ sides: [naive, aSide('project', [1, 70])] });
    expect(verdictOf(experiment, goal({ over: 'naive' }))).toMatchObject({ median: 7, repeats: 1 });
  });

  it('is none when nothing was measured', () => {
    expect(verdictOf(anExperiment({ sides: [] }), goal({}))).toBeUndefined();
    expect(verdictOf(anExperiment(), goal({ metric: 'other' }))).toBeUndefined();
  });
});
