import { latencyOf } from '../src/measuring/latency';
import type { ExperimentResult, Results, SideResult } from '../src/results/results';

/** A side with these values of `rate`, one for each repeat. */
export const aSide = (id: 'naive' | 'project' | 'limit', rates: readonly number[]): SideResult => ({
  ...{ id, kind: id, says: `the ${id} one | with a bar` },
  samples: rates.map((rate, repeat) => ({
    ...{ repeat, atSecond: repeat, values: { rate }, verified: '1,000 rows counted' },
    latency: latencyOf([1, 2, 3, 40]),
  })),
});

export const anExperiment = (more: Partial<ExperimentResult> = {}): ExperimentResult => ({
  ...{
    id: 'ingest-5000',
    topic: 'ingest',
    title: 'Ingest',
    says: 'Updates come in.',
    settings: { drivers: 5_000 },
  },
  metrics: [{ id: 'rate', label: 'Updates', unit: 'a second', better: 'higher' }],
  sides: [
    aSide('naive', [10, 20, 30]),
    aSide('project', [500, 600, 700]),
    aSide('limit', [1_000, 1_000, 1_000]),
  ],
  goals: [
    { id: 'P1', says: 'naive beaten', metric: 'rate', side: 'project', over: 'naive', atLeast: 25 },
    { id: 'P2', says: 'near the limit', metric: 'rate', side: 'project', over: 'limit', atLeast: 0.8 },
  ],
  profiles: [
    {
      ...{ process: 'driver-service', sampledMs: 4_000 },
      parts: [
        { name: 'pg', share: 0.5 },
        { name: 'rare', share: 0.001 },
      ],
      functions: [{ name: 'query, pg, client.js:9', share: 0.4 }],
    },
  ],
  ...more,
});

/** Two sizes of one series. */
export const aGrowth = (): ExperimentResult[] =>
  [1_000, 100_000].map((x) =>
    anExperiment({
      id: `ingest-${x}`,
      series: { id: 'ingest-by-drivers', title: 'Ingest', of: 'drivers', x },
    }),
  );

export const someResults = (experiments: readonly ExperimentResult[]): Results => ({
  format: 1,
  ...{ startedAt: '2026-01-02T03:04:05.000Z', endedAt: '2026-01-02T03:14:05.000Z' },
  ...{ command: 'npm run bench', commit: 'abc' },
  machine: { cpu: 'a CPU', cores: 2, memoryBytes: 8 * 1024 ** 3, os: 'Linux' },
  versions: { node: '20.20.0' },
  settings: { topics: ['ingest'], repeats: 3, seed: 1, quick: false },
  experiments,
});
