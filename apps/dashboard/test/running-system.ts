import type { System } from '@ride-hailing/contracts';

const process = (name: string): System['processes'][number] => ({
  ...{ name, title: name, state: 'ready', pid: 1, url: 'http://127.0.0.1:1', log: `/${name}.log` },
  ...{ end: null, startedAt: null },
});

/** A system as the control API shows it, with these processes. */
export const aSystem = (names: readonly string[], given: Partial<System> = {}): System => ({
  ...{ portBase: 3_000, startedAt: '2026-11-29T12:00:00.000Z', approaches: ['hybrid'] },
  processes: names.map(process),
  ...{ links: [], faults: [], simulation: null },
  ...given,
});
