import { BrokerClock } from './broker-clock';

const SERVER = Date.parse('2026-11-29T02:00:00.000Z');
const HOUR_MS = 3_600_000;

describe("the server's clock", () => {
  let wallMs: number;
  let monotonicMs: number;
  let clock: BrokerClock;

  beforeEach(() => {
    wallMs = SERVER + HOUR_MS;
    monotonicMs = 5_000;
    clock = new BrokerClock(
      () => wallMs,
      () => monotonicMs,
    );
  });

  const pass = (ms: number): void => {
    wallMs += ms;
    monotonicMs += ms;
  };
  const answer = (ts: string | undefined, roundTripMs: number) =>
    clock.learnFrom(() => {
      pass(roundTripMs);
      return Promise.resolve({ ts });
    });

  it("shows this process's own time before the server's first answer", async () => {
    expect([clock.now(), clock.skewMs()]).toEqual([wallMs, undefined]);
    await answer(undefined, 1);
    expect([clock.now(), clock.skewMs()]).toEqual([wallMs, undefined]);
  });

  it("carries on from the server's time, taken for the middle of the round trip", async () => {
    await answer(new Date(SERVER).toISOString(), 40);
    expect(clock.now()).toBe(SERVER + 20);
    pass(1_000);
    expect(clock.now()).toBe(SERVER + 1_020);
  });

  it("keeps the server's time when this process's clock is set, and shows by how much they differ", async () => {
    await answer(new Date(SERVER).toISOString(), 0);
    expect(clock.skewMs()).toBe(HOUR_MS);
    wallMs -= 2 * HOUR_MS;
    expect(clock.now()).toBe(SERVER);
    expect(clock.skewMs()).toBe(-HOUR_MS);
  });

  it("follows the next answer after the server's clock jumps, unless that answer took too long to be precise", async () => {
    await answer(new Date(SERVER).toISOString(), 0);
    await answer(new Date(SERVER + HOUR_MS).toISOString(), 5_000);
    expect(clock.now()).toBe(SERVER + 5_000);
    await answer(new Date(SERVER + HOUR_MS).toISOString(), 10);
    expect(clock.now()).toBe(SERVER + HOUR_MS + 5);
  });
});
