import { seededRandom } from '../seeded-random';
import { rideArrivals } from './ride-arrivals';

describe('the arrivals of riders', () => {
  let perSecond: number;
  let stopping: AbortController;

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    stopping = new AbortController();
  });
  afterEach(() => {
    stopping.abort();
    jest.useRealTimers();
  });

  const countIn = async (seconds: number, arrivals: string[]): Promise<number> => {
    arrivals.length = 0;
    await jest.advanceTimersByTimeAsync(seconds * 1_000);
    return arrivals.length;
  };
  const follow = (): string[] => {
    const arrivals: string[] = [];
    void (async () => {
      for await (const count of rideArrivals(() => perSecond, seededRandom(1, 'riders'), stopping.signal))
        arrivals.push(String(count));
    })();
    return arrivals;
  };

  it('come at the rate on average, and at a changed rate at once', async () => {
    perSecond = 0.01;
    const arrivals = follow();
    expect(await countIn(10, arrivals)).toBe(0);
    perSecond = 10;
    expect(await countIn(20, arrivals)).toBeGreaterThan(180);
    perSecond = 2;
    const slower = await countIn(60, arrivals);
    expect(slower).toBeGreaterThan(100);
    expect(slower).toBeLessThan(140);
  });

  it('stop at a rate of 0, and go on afterwards', async () => {
    perSecond = 0;
    const arrivals = follow();
    expect(await countIn(60, arrivals)).toBe(0);
    perSecond = 5;
    expect(await countIn(10, arrivals)).toBeGreaterThan(40);
  });
});
