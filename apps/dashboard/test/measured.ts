import type { Measured } from '../src/page-api';

type Row = readonly [name: string, ...figures: number[]];

/** Figures of a run of the lab, as the server gives them to the page. */
const ROWS: readonly Row[] = [
  ['hybrid/versioned', 3.559, 19.44, 1005, 0.0004112, 0, 50.29, 4.19, 0.9347, 908.2],
  ['hybrid/ttl', 5.131, 48.54, 917.9, 0.0345, 822, 115.5, 4.875, 0.6696, 922.9],
  ['hybrid/stale-while-revalidate', 3.815, 21.1, 960.9, 0.06151, 1484, 116.8, 4.478, 0.9503, 906.3],
  ['hybrid/none', 6.431, 88.64, 720.3, 0, 0, 444.1, 5.271, 0.6189, 905.9],
  ['hybrid/nats-kv', 3.873, 34.05, 819.3, 0, 0, 51.95, 4.489, 0.9396, 1033],
  ['sync-api', 7.683, 61.15, 2295, 0, 0, 820.3, 5.473, 0, 0],
  ['event-replication', 2.563, 14.77, 2267, 0.0004112, 0, 0, 3.701, 1, 2045],
  ['database-view', 3.185, 23.98, 1225, 0, 0, 0, 3.803, 1, 0],
  ['shared-cache', 3.273, 45.98, 2525, 0.0004112, 0, 54.45, 4.342, 1, 718.4],
  ['shared-files', 3.823, 18.34, 1641, 0.0004156, 0, 0, 4.502, 1, 781.7],
];

export const MEASURED: Measured = {
  command: 'npm run lab',
  measuredAt: '2026-11-23T06:09:02.344Z',
  workload: { readsPerSecond: 200, changesPerSecond: 20, records: 100 },
  variants: ROWS.map(([name, ...figures]) => {
    const [p50, p99, saturation, stale, staleness, calls, cpu, whole, stored] = figures.map(Number);
    const [approach = name, cache = null] = name.split('/');
    return {
      ...{ name, approach, cache, readP50Ms: p50!, readP99Ms: p99!, readsPerSecond: saturation! },
      ...{ staleShare: stale!, stalenessP99Ms: staleness!, ownerCallsPer1000Reads: calls! },
      ...{ cpuSecondsPer1000Reads: cpu!, wholeWithoutOwner: whole!, storedBytesPerRide: stored! },
    };
  }),
};
