import { pauseAfter, Weather } from './weather';

describe('the weather between riders and gateway', () => {
  it('makes pauses longer with each failure, up to a limit, and never two riders in step', () => {
    expect(pauseAfter(0, () => 1)).toBe(0);
    expect([1, 2, 3].map((failures) => pauseAfter(failures, () => 1))).toEqual([250, 500, 1_000]);
    expect(pauseAfter(1_000, () => 1)).toBe(10_000);
    expect(pauseAfter(3, () => 0)).toBe(500);
  });

  it('lasts as long as the gateway asks, jittered upwards, within reason', () => {
    let now = 0;
    const weather = new Weather(
      () => 0,
      () => now,
    );
    weather.storm('status 503', 5_000);
    now = 4_999;
    expect(weather.isBad()).toBe(true);
    // Another call of the same gust, answered later.
    weather.storm('status 503', 5_000);
    now = 9_998;
    expect(weather.isBad()).toBe(true);
    now = 9_999;
    expect(weather.isBad()).toBe(false);
    weather.storm('status 429', 3_606_000);
    now += 60_000;
    expect(weather.isBad()).toBe(false);
  });

  it('counts the failures of one gust once, and forgets them at the first success', () => {
    let now = 0;
    const weather = new Weather(
      () => 1,
      () => now,
    );
    for (let call = 0; call < 50; call += 1) weather.storm('ECONNREFUSED');
    now = 249;
    expect(weather.isBad()).toBe(true);
    now = 251;
    expect(weather.isBad()).toBe(false);
    expect(weather.trouble()).toBe('ECONNREFUSED');
    weather.clear();
    expect(weather.trouble()).toBeUndefined();
    weather.storm('again');
    now += 251;
    expect(weather.isBad()).toBe(false);
  });
});
