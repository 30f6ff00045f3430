import type { ExperimentResult } from '../src/results/results';

/** By side, then by value of what is moved: the `ms` of each repeat. */
export type Planted = Readonly<Record<string, Readonly<Record<number, readonly number[]>>>>;

/** An experiment that moved the distance and has measured these. */
export const aMovedExperiment = (planted: Planted, scale: 'linear' | 'log' = 'linear'): ExperimentResult => ({
  ...{ id: 'far', topic: 'distance', title: 'How far?', says: 'It grows.', settings: {}, goals: [] },
  moved: { label: 'distance', unit: 'ms', scale },
  metrics: [{ id: 'ms', label: 'time', unit: 'ms', better: 'lower' }],
  profiles: [],
  sides: Object.entries(planted).map(([id, places]) => ({
    ...{ id, kind: 'other', says: id },
    samples: Object.entries(places).flatMap(([at, values]) =>
      values.map((ms, repeat) => ({
        ...{ repeat, at: Number(at), atSecond: 0, values: { ms }, verified: 'planted' },
      })),
    ),
  })),
});
