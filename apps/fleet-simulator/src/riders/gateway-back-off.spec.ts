import { GatewayBackOff } from './gateway-back-off';

function scene(random: () => number) {
  let now = 0;
  const backOff = new GatewayBackOff(random, () => now);
  /** How long one more failure makes riders wait, ms. */
  const waitAfterFailure = (): number => {
    backOff.failed('ECONNREFUSED');
    const failedAt = now;
    while (backOff.isWaiting()) now += 1;
    return now - failedAt;
  };
  return { backOff, waitAfterFailure, setNow: (ms: number) => (now = ms), pass: (ms: number) => (now += ms) };
}

describe('the back-off of riders', () => {
  it('waits longer after each failure, up to a limit, and jitters the waits', () => {
    const { waitAfterFailure } = scene(() => 1);
    const waits = Array.from({ length: 10 }, waitAfterFailure);
    expect(waits.slice(0, 3)).toEqual([250, 500, 1_000]);
    expect(waits.at(-1)).toBe(10_000);
    const jittered = scene(() => 0);
    expect([1, 2, 3].map(jittered.waitAfterFailure)).toEqual([125, 250, 500]);
  });

  it('waits as long as the gateway asks, jittered upwards, within reason', () => {
    const { backOff, setNow, pass } = scene(() => 0);
    backOff.failed('status 503', 5_000);
    setNow(4_999);
    expect(backOff.isWaiting()).toBe(true);
    // Another call that failed at the same time, with a later response.
    backOff.failed('status 503', 5_000);
    setNow(9_998);
    expect(backOff.isWaiting()).toBe(true);
    setNow(9_999);
    expect(backOff.isWaiting()).toBe(false);
    backOff.failed('status 429', 3_606_000);
    pass(60_000);
    expect(backOff.isWaiting()).toBe(false);
  });

  it('counts concurrent failures once, and forgets them at the first success', () => {
    const { backOff, setNow, pass } = scene(() => 1);
    for (let call = 0; call < 50; call += 1) backOff.failed('ECONNREFUSED');
    setNow(249);
    expect(backOff.isWaiting()).toBe(true);
    setNow(251);
    expect(backOff.isWaiting()).toBe(false);
    expect(backOff.lastFailure()).toBe('ECONNREFUSED');
    backOff.succeeded();
    expect(backOff.lastFailure()).toBeUndefined();
    backOff.failed('again');
    pass(251);
    expect(backOff.isWaiting()).toBe(false);
  });
});
