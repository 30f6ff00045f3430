import { WakeUp } from './wake-up';

const NEVER = 2 ** 31 - 1;

describe('WakeUp', () => {
  it('ends the sleep of the loop', async () => {
    const wakeUp = new WakeUp();
    const sleeping = wakeUp.sleep(NEVER);
    wakeUp.call();
    await sleeping;
  });

  it('remembers a call that came before the sleep, and counts several calls as one', async () => {
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
