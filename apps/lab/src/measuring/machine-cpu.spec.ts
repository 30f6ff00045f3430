import { idleShare, machineCpu } from './machine-cpu';

describe('the CPU of the machine', () => {
  it('is idle for the part of the time that nobody has used', () => {
    const before = { idleMs: 1_000, allMs: 10_000 };
    expect(idleShare(before, { idleMs: 1_500, allMs: 12_000 })).toBe(0.25);
    expect(idleShare(before, { idleMs: 1_000, allMs: 12_000 })).toBe(0);
  });

  it('counts as full when no time has passed', () => {
    const now = machineCpu();
    expect(idleShare(now, now)).toBe(0);
  });

  it('is read from the machine, and only grows', () => {
    const before = machineCpu();
    expect(before.allMs).toBeGreaterThanOrEqual(before.idleMs);
    expect(machineCpu().allMs).toBeGreaterThanOrEqual(before.allMs);
  });
});
