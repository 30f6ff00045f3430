import type { OwnerHealth } from './remote-call-events';
import { HealthWatch } from './health-watch';

/** Runs the watch against an owner with these answers, one for each check, and stops it after the last. */
async function watch(says: readonly OwnerHealth[]) {
  const seen = { checked: [] as OwnerHealth[], recovered: 0 };
  await new Promise<void>((resolve) => {
    const ended = () => {
      health.stop();
      resolve();
    };
    const health = new HealthWatch({
      check: async () => says[seen.checked.length] ?? 'unreachable',
      everyMs: () => {
        if (seen.checked.length >= says.length) ended();
        return 0;
      },
      onChecked: (found) => {
        seen.checked.push(found);
        if (found === 'unknown') ended();
      },
      onRecovered: () => (seen.recovered += 1),
    });
    health.start();
    health.start();
  });
  return seen;
}

describe('HealthWatch', () => {
  it.each<OwnerHealth>(['not-serving', 'unreachable'])(
    'reports the recovery of an owner that was %s',
    async (down) => {
      expect(await watch([down, down, 'serving'])).toEqual({
        checked: [down, down, 'serving'],
        recovered: 1,
      });
    },
  );

  it('reports no recovery of an owner that was always serving', async () => {
    expect((await watch(['serving', 'serving', 'serving'])).recovered).toBe(0);
  });

  it('stops when the owner has no health service', async () => {
    expect((await watch(['unreachable', 'unknown', 'serving'])).checked).toEqual(['unreachable', 'unknown']);
  });

  it('reports nothing after it was stopped, and can start again', async () => {
    const checks: ((health: OwnerHealth) => void)[] = [];
    const onRecovered = jest.fn();
    const onChecked = jest.fn();
    const health = new HealthWatch({
      check: () => new Promise((resolve) => checks.push(resolve)),
      everyMs: () => 0,
      onChecked,
      onRecovered,
    });
    health.start();
    health.stop();
    checks[0]?.('serving');
    await Promise.resolve();
    expect(onChecked).not.toHaveBeenCalled();
    health.start();
    expect(checks).toHaveLength(2);
    health.stop();
  });
});
