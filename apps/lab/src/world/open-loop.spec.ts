import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closedLoop } from '../measuring/closed-loop';
import { intendedTimes, openLoop } from '../measuring/open-loop';
import { latencyOf } from '../measuring/latency';
import { nowMs, seededRandom } from '@ride-hailing/testing';
import { DriverAsker } from './driver-asker';

const STALL_MS = 500;
const BODY = JSON.stringify({
  driverId: 'd-1',
  ride: null,
  details: null,
  sources: { details: { version: null } },
});

/** Answers at once, but for half a second in which it answers nobody, as a process that collects its garbage. */
async function stallingServer(): Promise<Server> {
  let stallUntil: number | undefined;
  const begunAt = performance.now();
  const server = createServer((_, response) => {
    const now = performance.now();
    if (stallUntil === undefined && now - begunAt > 300) stallUntil = now + STALL_MS;
    setTimeout(() => response.end(BODY), Math.max(0, (stallUntil ?? 0) - now));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const targetOf = (server: Server) => ({
  urls: [`http://127.0.0.1:${(server.address() as AddressInfo).port}`],
  ...{ token: 't', query: 'approach=hybrid', driverIds: ['d-1'] },
});

describe('the open loop', () => {
  it('means each to begin at its time, at the rate in the long run, the same for the same seed', () => {
    const plan = { ratePerSecond: 200, seconds: 10, startAt: 1_000 };
    const times = intendedTimes({ ...plan, random: seededRandom(3) });
    expect(times).toEqual(intendedTimes({ ...plan, random: seededRandom(3) }));
    expect(times.length).toBeGreaterThan(1_800);
    expect(times.length).toBeLessThan(2_200);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(1_000);
    expect(times.at(-1)).toBeLessThan(11_000);
  });

  it('sees a stall in every read that was meant to be answered meanwhile, where a closed loop sees one', async () => {
    const seconds = 1.5;
    const [open, closed] = [await stallingServer(), await stallingServer()];
    const [asker, patient] = [new DriverAsker(targetOf(open), 256), new DriverAsker(targetOf(closed), 1)];
    const [took, tookOneByOne]: [number[], number[]] = [[], []];
    await Promise.all([
      openLoop({ ratePerSecond: 100, seconds, startAt: nowMs(), random: seededRandom(5) }, async (at) => {
        if (await asker.ask('d-1')) took.push(nowMs() - at);
      }),
      closedLoop({ connections: 1, endAt: nowMs() + seconds * 1_000 }, async () => {
        const begunAt = nowMs();
        if (await patient.isAnswered('d-1')) tookOneByOne.push(nowMs() - begunAt);
      }),
    ]);
    await Promise.all([asker.close(), patient.close()]);
    open.close();
    closed.close();
    const { count, p90, max } = latencyOf(took);
    expect(count).toBeGreaterThan(100);
    expect(max).toBeGreaterThan(STALL_MS * 0.9);
    // About 50 of 150 were meant to begin during the stall, and waited 250 ms on average.
    expect(p90).toBeGreaterThan(STALL_MS * 0.4);
    const oneByOne = latencyOf(tookOneByOne);
    expect(oneByOne.max).toBeGreaterThan(STALL_MS * 0.9);
    expect(oneByOne.p90).toBeLessThan(STALL_MS * 0.4);
  });
});
