import type { JudgedRead, Outcome } from '../../history/tally';
import { measurementsOf } from './through-fault';

const TIMES = { startAt: 0, faultAt: 1_000, faultEndedAt: 3_000, endAt: 6_000 };

/** A read every 10 ms, each as it is said to be. */
const reads = (outcomeAt: (ms: number) => Outcome): JudgedRead[] =>
  Array.from({ length: 600 }, (_, index) => {
    const intendedAt = index * 10;
    const read = { driverId: 'd1', intendedAt, begunAt: intendedAt, endedAt: intendedAt + 1 };
    const verdict = { isImpossible: false, stalenessMs: 0, versions: 0 };
    return { read, outcome: outcomeAt(intendedAt), latencyMs: 1, verdict };
  });

describe('what is measured through a fault', () => {
  it('counts the answers during the fault alone, and how long it took until they were right again', () => {
    const [whole] = measurementsOf(
      'hybrid',
      reads((ms) => (ms >= 2_000 && ms < 3_500 ? 'failed' : 'complete')),
      TIMES,
    );
    expect(whole?.at).toBeUndefined();
    expect(whole?.values).toMatchObject({ failed: 0.5, partial: 0, converged: 490 });
  });

  it('takes the whole watched time for answers that do not come right again', () => {
    const [whole] = measurementsOf(
      'hybrid',
      reads((ms) => (ms >= 1_000 ? 'partial' : 'complete')),
      TIMES,
    );
    expect(whole?.values).toMatchObject({ partial: 1, converged: 3_000 });
  });

  it('has a measurement for each slice, in seconds since the fault began', () => {
    const [, ...slices] = measurementsOf(
      'hybrid',
      reads((ms) => (ms >= 1_000 && ms < 1_500 ? 'failed' : 'complete')),
      TIMES,
    );
    expect(slices.map(({ at }) => at)).toEqual([-1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5]);
    expect(slices.map(({ values }) => values.failed)).toEqual([0, 0, 1, ...Array<number>(9).fill(0)]);
  });

  it('is refused when the answers were not right even before the fault', () => {
    const ill = reads((ms) => (ms < 600 ? 'failed' : 'complete'));
    expect(() => measurementsOf('hybrid', ill, TIMES)).toThrow(
      'only 40 of 100 answers of hybrid were complete before the fault',
    );
  });
});
