import type { System } from '@ride-hailing/contracts';
import { aSystem } from '../../test/running-system';
import { FaultBands } from './fault-bands';

const START = Date.parse('2026-11-29T12:00:00.000Z');
const iso = (ms: number): string => new Date(START + ms).toISOString();
const fault = (id: string, from: number, to: number): System['faults'][number] => ({
  id,
  order: { kind: 'frozen', process: 'ride-service', forSeconds: 10 },
  title: 'ride-service frozen',
  startedAt: iso(from),
  endsAt: iso(to),
});

describe('bands of faults', () => {
  it('keeps the band of a fault that has ended, and ends it early when somebody heals the fault', () => {
    const bands = new FaultBands();
    bands.look(aSystem([], { faults: [fault('a', -1_000, 9_000)] }), START);
    expect(bands.lastEnd()).toBe(START + 9_000);
    bands.look(null, START + 1_000);
    bands.look(aSystem([]), START + 2_000);
    bands.look(aSystem([]), START + 3_000);
    expect(bands.lastEnd()).toBeUndefined();
    expect(bands.view(START)).toEqual([{ title: 'ride-service frozen', fromMs: -1_000, toMs: 2_000 }]);
  });
});
