import { WakeUp } from './wake-up';

const NEVER = 2 ** 31 - 1;

describe('WakeUp', () => {
  it('wakes who sleeps', async () => {
    const wakeUp = new WakeUp();
    const sleeping = wakeUp.sleep(NEVER);
    wakeUp.call();
    await sleeping;
  });

  it('does not forget a call that came before the sleep, and takes many for one', async () => {
    jest.useFakeTimers();
    const wakeUp = new WakeUp();
    wakeUp.call();
    wakeUp.call();
    await wakeUp.sleep(NEVER);
    let woken = false;
    const second = wakeUp.sleep(1_000).then(() => (woken = true));
    await Promise.resolve();
    expect(woken).toBe(false);
    await jest.advanceTimersByTimeAsync(1_000);
    await second;
    jest.useRealTimers();
  });
});
