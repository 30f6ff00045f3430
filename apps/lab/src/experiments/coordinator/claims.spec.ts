import { aMovedExperiment } from '../../../test/moved.builder';
import { decide } from '../../verdicts/decide';
import { CLAIMS } from './claims';
import type { CoordinatorFault } from './coordinator-faults';

type Planted = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

/** By side, then by metric: the value of each repeat. */
const verdict = (fault: CoordinatorFault, claim: string, planted: Planted) => {
  const sides = Object.entries(planted).map(([id, metrics]) => ({
    ...{ id, kind: 'other' as const, says: id },
    samples: [0, 1].map((repeat) => ({
      ...{ repeat, atSecond: 0, verified: 'planted' },
      values: Object.fromEntries(
        Object.entries(metrics).map(([name, values]) => [name, values[repeat] ?? 0]),
      ),
    })),
  }));
  const rule = CLAIMS[fault].find(({ id }) => id === claim)?.rule;
  return rule && decide(rule, { ...aMovedExperiment({}), sides }).verdict;
};

const mixed = (...values: number[]) => ({ mixed: values });

describe('the claims on a coordinator', () => {
  it.each(['participant-dead', 'coordinator-killed'] as const)(
    'that it keeps data consistent falls with one mixed outcome, and says nothing when two calls leave none (%s)',
    (fault) => {
      const decided = (coordinator: object, calls: object) =>
        verdict(fault, 'gateway-consistent', {
          coordinator: { ...coordinator },
          'two-calls': { ...calls },
        });
      expect(decided(mixed(0, 0), mixed(0, 3))).toBe('holds');
      expect(decided(mixed(0, 1), mixed(0, 3))).toBe('does not hold');
      expect(decided(mixed(0, 0), mixed(0, 0))).toBe('does not hold');
    },
  );

  it('that faults spread falls when more than 1 in 20 assignments come through', () => {
    const decided = (...success: number[]) =>
      verdict('participant-dead', 'gateway-spreads', { coordinator: { success } });
    expect(decided(0, 0.05)).toBe('holds');
    expect(decided(0, 0.2)).toBe('does not hold');
  });

  it('that partial failure is hard falls when nothing stays in doubt for long', () => {
    const decided = (inDoubt: number) =>
      verdict('coordinator-killed', 'gateway-partial', {
        coordinator: { mixed: [0, 0], inDoubt: [40, inDoubt] },
        'two-calls': mixed(1, 0),
      });
    expect(decided(4_000)).toBe('holds');
    expect(decided(900)).toBe('does not hold');
  });
});
