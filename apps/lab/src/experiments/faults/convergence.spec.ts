import type { JudgedRead, Outcome } from '../../history/tally';
import { convergedAfterMs } from './convergence';

const FAULT = { faultAt: 2_000, faultEndedAt: 7_000 };

/** A read every 10 ms from 0 to 15,000, each as it is said to be. */
const reads = (at: (ms: number) => { outcome?: Outcome; stalenessMs?: number }): JudgedRead[] =>
  Array.from({ length: 1_500 }, (_, index) => {
    const intendedAt = index * 10;
    const { outcome = 'complete', stalenessMs = 0 } = at(intendedAt);
    const read = { driverId: 'd1', intendedAt, begunAt: intendedAt, endedAt: intendedAt + 1 };
    const verdict = { isImpossible: false, stalenessMs, versions: stalenessMs > 0 ? 1 : 0 };
    return { read, outcome, latencyMs: 1, verdict };
  });

const converged = (at: Parameters<typeof reads>[0]) => convergedAfterMs(reads(at), FAULT);

describe('the time to converge after a fault', () => {
  it('is zero when nothing was wrong afterwards, whatever was during the fault', () => {
    expect(converged((ms) => ({ outcome: ms > 2_000 && ms < 7_000 ? 'failed' : 'complete' }))).toBe(0);
  });

  it('is that of the last answer that failed, was partial, or was too stale', () => {
    expect(converged((ms) => ({ outcome: ms > 2_000 && ms < 8_500 ? 'failed' : 'complete' }))).toBe(1_490);
    expect(converged((ms) => ({ outcome: ms > 2_000 && ms < 8_500 ? 'partial' : 'complete' }))).toBe(1_490);
    expect(converged((ms) => ({ stalenessMs: ms > 2_000 && ms < 9_000 ? 4_000 : 0 }))).toBe(1_990);
  });

  it('counts one driver of a hundred who stays stale, but not one who misses an answer', () => {
    const isOne = (ms: number) => ms % 1_000 === 0 && ms > 2_000 && ms < 11_500;
    expect(converged((ms) => ({ stalenessMs: isOne(ms) ? ms - 1_500 : 0 }))).toBe(4_000);
    expect(converged((ms) => ({ outcome: isOne(ms) ? 'failed' : 'complete' }))).toBe(0);
  });

  it('begins anew when trouble comes back', () => {
    const isOff = (ms: number) => (ms > 7_000 && ms < 7_500) || (ms > 9_000 && ms < 9_500);
    expect(converged((ms) => ({ outcome: isOff(ms) ? 'failed' : 'complete' }))).toBe(2_490);
  });

  it('takes what was usual before the fault for well', () => {
    expect(converged(() => ({ stalenessMs: 1_800 }))).toBe(0);
    expect(converged((ms) => ({ outcome: ms % 100 === 0 ? 'partial' : 'complete' }))).toBe(0);
  });

  it('is not known when answers are not well at the end, or there are none', () => {
    expect(converged((ms) => ({ outcome: ms > 2_000 ? 'partial' : 'complete' }))).toBeNull();
    expect(convergedAfterMs([], FAULT)).toBeNull();
  });
});
