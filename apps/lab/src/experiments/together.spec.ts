import type { Measurement } from '../runner/experiment';
import { together } from './together';

const measurement = (value: number): Measurement => ({ values: { value }, verified: 'planted' });

describe('sides that are measured together', () => {
  it('are measured once in each repeat, whichever of them is asked for first', async () => {
    const repeats: number[] = [];
    const experiment = together((repeat) => {
      repeats.push(repeat);
      const sides = new Map([
        ['a', [measurement(repeat)]],
        ['b', [measurement(repeat + 10)]],
      ]);
      return Promise.resolve(sides);
    });
    expect(await experiment.measure('b', 0)).toEqual([measurement(10)]);
    expect(await experiment.measure('a', 0)).toEqual([measurement(0)]);
    expect(await experiment.measure('a', 1)).toEqual([measurement(1)]);
    expect(await experiment.measure('b', 1)).toEqual([measurement(11)]);
    expect(repeats).toEqual([0, 1]);
  });

  it('all fail when measuring them fails', async () => {
    const experiment = together(() => Promise.reject(new Error('no system')));
    await expect(experiment.measure('a', 0)).rejects.toThrow('no system');
    await expect(experiment.measure('b', 0)).rejects.toThrow('no system');
  });
});
