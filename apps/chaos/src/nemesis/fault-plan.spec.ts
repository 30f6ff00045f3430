import { type Fault, type FaultKind, KINDS, planFaults } from './fault-plan';

const TARGETS = {
  processes: ['owner', 'consumer', 'postgres'],
  links: ['owner > postgres', 'consumer > owner', 'consumer > postgres'],
  clocks: ['owner', 'consumer'],
  disks: ['disk'],
};

const ends = ({ atMs, forMs }: Fault) => atMs + forMs;
const processOf = ({ target }: Fault) => target.split(' > ')[0];

describe('a plan of faults', () => {
  const plan = planFaults(1, 600, TARGETS);

  it('is the same for the same seed, and another for another one', () => {
    expect(planFaults(1, 600, TARGETS)).toEqual(plan);
    expect(planFaults(2, 600, TARGETS)).not.toEqual(plan);
  });

  it('has every kind of fault and every target', () => {
    expect(new Set(plan.map(({ kind }) => kind))).toEqual(new Set(Object.keys(KINDS)));
    const all = new Set([...TARGETS.processes, ...TARGETS.links, ...TARGETS.clocks, ...TARGETS.disks]);
    expect(new Set(plan.map(({ target }) => target))).toEqual(all);
  });

  it('ends every fault in time, each as short and as strong as its kind says', () => {
    for (const fault of plan) {
      const kind: { forMs: readonly [number, number]; amount?: readonly [number, number] } =
        KINDS[fault.kind];
      expect(ends(fault)).toBeLessThanOrEqual(600_000);
      for (const [value, [least, most]] of [
        [fault.forMs, kind.forMs],
        [fault.amount, kind.amount ?? [0, 0]],
      ] as const) {
        expect(value).toBeGreaterThanOrEqual(least);
        expect(value).toBeLessThanOrEqual(most);
      }
    }
  });

  it('lets faults overlap, but never two on the same target, nor a crash with another fault of its process', () => {
    let overlapping = 0;
    for (const [index, fault] of plan.entries()) {
      for (const later of plan.slice(index + 1)) {
        if (later.atMs >= ends(fault)) continue;
        overlapping += 1;
        expect(later.target).not.toBe(fault.target);
        if (fault.kind.startsWith('crash')) expect(later.target).not.toBe(processOf(fault));
        if (later.kind.startsWith('crash')) expect(processOf(later)).not.toBe(fault.target);
      }
    }
    expect(overlapping).toBeGreaterThan(100);
  });

  it('makes about four faults in five seconds where there is enough to break', () => {
    const links = Array.from({ length: 20 }, (_, index) => `a${index} > b`);
    const many = planFaults(1, 600, { ...TARGETS, links });
    expect(many.length).toBeGreaterThan(300);
  });

  it('needs no clock, no link and no disk to break', () => {
    const kinds = planFaults(1, 60, { processes: ['owner'], links: [], clocks: [], disks: [] }).map(
      ({ kind }) => kind,
    );
    expect(new Set<FaultKind>(kinds)).toEqual(new Set(['kill', 'freeze']));
  });
});
