import { cpuSeconds, secondsOfPs, usedOf } from './cpu-time';

describe('CPU time', () => {
  it('is read past a name with spaces and brackets', () => {
    const stat = '4242 (a (b) c) S 17 4242 4242 0 -1 4194560 9 8 7 6 150 50 30 20 20 0 1 0 99 1 2';
    expect(usedOf(stat, 100)).toEqual({ pid: 4242, parent: 17, seconds: 2, endedChildrenSeconds: 0.5 });
  });

  it.each([
    ['0:01.50', 1.5],
    ['12:34', 754],
    ['01:02:03', 3_723],
    ['1-02:03:04', 93_784],
  ])('is read as ps writes it: %s', (text, seconds) => {
    expect(secondsOfPs(text)).toBe(seconds);
  });

  it('grows with the work of a process', () => {
    const own = () => cpuSeconds([{ name: 'this', pid: process.pid }, { name: 'gone' }]);
    const before = own();
    const until = process.cpuUsage().user + 300_000;
    while (process.cpuUsage().user < until) Math.sqrt(until);
    const after = own();
    expect(Object.keys(after)).toEqual(['this']);
    expect((after['this'] ?? 0) - (before['this'] ?? 0)).toBeGreaterThan(0.2);
  });
});
