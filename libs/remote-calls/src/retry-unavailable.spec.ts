import { status } from '@grpc/grpc-js';
import { RemoteCallError } from './remote-call.errors';
import { RetryThrottle } from './retry-throttle';
import { type RetryPlan, retryUnavailable } from './retry-unavailable';

/** Runs on a clock that only `pause` and `tookMs` move. */
function scene(budgetMs: number, plan: Partial<RetryPlan> = {}) {
  let now = 0;
  const seen = { sent: 0, delays: [] as number[], throttled: 0 };
  const run = (answers: readonly (status | 'ok')[], tookMs = 0) =>
    retryUnavailable(
      async () => {
        const answer = answers[Math.min(seen.sent, answers.length - 1)] ?? 'ok';
        seen.sent += 1;
        now += tookMs;
        if (answer === 'ok') return 'answer';
        throw new RemoteCallError('Echo/Say', answer, 'because');
      },
      {
        maxAttempts: 3,
        backOff: { firstMs: 25, mostMs: 40 },
        isStillWanted: () => true,
        remainingMs: () => budgetMs - now,
        pause: async (ms) => void (now += ms),
        random: () => 1,
        onRetry: (_attempt, delayMs) => seen.delays.push(delayMs),
        onThrottled: () => (seen.throttled += 1),
        ...plan,
      },
    );
  return { run, seen, now: () => now };
}

describe('retryUnavailable', () => {
  it('retries after UNAVAILABLE, with a longer delay each time, up to the maximum', async () => {
    const { run, seen } = scene(1_000, { maxAttempts: 5 });
    await expect(run([status.UNAVAILABLE])).rejects.toMatchObject({ reason: 'unavailable' });
    expect(seen).toEqual({ sent: 5, delays: [25, 40, 40, 40], throttled: 0 });
  });

  it('waits for anything from nothing to the whole delay, so that callers that failed together spread out', async () => {
    const { run, seen } = scene(1_000, { random: () => 0 });
    await expect(run([status.UNAVAILABLE])).rejects.toMatchObject({ reason: 'unavailable' });
    expect(seen.delays).toEqual([0, 0]);
  });

  it('stops retrying at the first answer', async () => {
    const { run, seen } = scene(1_000);
    await expect(run([status.UNAVAILABLE, 'ok'])).resolves.toBe('answer');
    expect(seen.sent).toBe(2);
  });

  const others = Object.values(status).filter(
    (code): code is status => typeof code === 'number' && code !== status.OK && code !== status.UNAVAILABLE,
  );
  it.each(others)('never retries after status %i', async (code) => {
    const { run, seen } = scene(1_000);
    await expect(run([code])).rejects.toMatchObject({ code });
    expect(seen.sent).toBe(1);
  });

  it('does not wait for an attempt that could only begin after the deadline', async () => {
    const { run, seen, now } = scene(20);
    await expect(run([status.UNAVAILABLE])).rejects.toMatchObject({ reason: 'unavailable' });
    expect(seen.sent).toBe(1);
    expect(now()).toBe(0);
  });

  it('does not wait for an attempt that would begin at the deadline itself', async () => {
    const { run, seen, now } = scene(25);
    await expect(run([status.UNAVAILABLE])).rejects.toMatchObject({ reason: 'unavailable' });
    expect([seen.sent, now()]).toEqual([1, 0]);
  });

  it('sends nothing more when the delay took all the time that was left', async () => {
    let left = 1_000;
    const { run, seen } = scene(0, { remainingMs: () => left, pause: async () => void (left = 0) });
    await expect(run([status.UNAVAILABLE])).rejects.toMatchObject({ reason: 'unavailable' });
    expect(seen).toMatchObject({ sent: 1, delays: [25] });
  });

  it('stops retrying when the deadline is nearer than the next delay', async () => {
    const { run, seen, now } = scene(100);
    await expect(run([status.UNAVAILABLE], 30)).rejects.toMatchObject({ reason: 'unavailable' });
    expect(seen.sent).toBe(2);
    expect(now()).toBe(85);
  });

  it('sends nothing more once the call is no longer wanted', async () => {
    let wanted = true;
    const { run, seen } = scene(1_000, {
      isStillWanted: () => wanted,
      pause: async () => void (wanted = false),
    });
    await expect(run([status.UNAVAILABLE])).rejects.toMatchObject({ reason: 'unavailable' });
    expect(seen.sent).toBe(1);
  });

  it('retries nothing once half of the tokens are gone, and reports that', async () => {
    const throttle = new RetryThrottle({ maxTokens: 10, tokenRatio: 0.1 });
    const { run, seen } = scene(1_000_000, { throttle });
    for (let caller = 0; caller < 20; caller += 1) await run([status.UNAVAILABLE]).catch(() => undefined);
    expect(seen.delays).toHaveLength(3);
    expect(seen.sent).toBe(20 + 3);
    expect(seen.throttled).toBeGreaterThan(0);
  });

  it('multiplies the calls without a throttle (the anomaly)', async () => {
    const { run, seen } = scene(1_000_000);
    for (let caller = 0; caller < 20; caller += 1) await run([status.UNAVAILABLE]).catch(() => undefined);
    expect(seen.sent).toBe(60);
  });
});

describe('RetryThrottle', () => {
  it('earns tokens back by successes, and never more than the maximum', () => {
    const throttle = new RetryThrottle({ maxTokens: 4, tokenRatio: 0.5 });
    throttle.failed();
    expect(throttle.allowsRetry()).toBe(true);
    throttle.failed();
    expect(throttle.allowsRetry()).toBe(false);
    throttle.succeeded();
    expect(throttle.allowsRetry()).toBe(true);
    for (let success = 0; success < 100; success += 1) throttle.succeeded();
    throttle.failed();
    throttle.failed();
    expect(throttle.allowsRetry()).toBe(false);
  });
});
