import { closedLoop } from '../measuring/closed-loop';
import { LatencyHistogram } from '../measuring/latency';
import { openLoop } from '../measuring/open-loop';
import { nowMs, type Read, seededRandom } from '@ride-hailing/testing';
import { DriverAsker } from './driver-asker';
import type { ReadOrder, ReadReport, ReadResult, ReadStop } from './read-order';

/** Enough for all reads that may be under way: above it they would wait here, which their latency would show. */
const OPEN_LOOP_CONNECTIONS = 1_024;

const pick = <T>(items: readonly T[], random: () => number): T =>
  items[Math.floor(random() * items.length)] as T;

/** By order. */
const stopping = new Map<number, AbortController>();

async function readOpenLoop(order: ReadOrder & { kind: 'open-loop' }): Promise<ReadResult> {
  const stop = new AbortController();
  stopping.set(order.id, stop);
  const random = seededRandom(order.seed);
  const asker = new DriverAsker(order.target, OPEN_LOOP_CONNECTIONS);
  const reads: Read[] = [];
  await openLoop(
    { ...order, random: seededRandom(order.seed + 1) },
    async (intendedAt) => {
      const driverId = pick(order.target.driverIds, random);
      const begunAt = nowMs();
      const shown = await asker.ask(driverId);
      reads.push({ driverId, intendedAt, begunAt, endedAt: nowMs(), shown });
    },
    stop.signal,
  );
  stopping.delete(order.id);
  await asker.close();
  return { kind: 'reads', reads };
}

async function readClosedLoop(order: ReadOrder & { kind: 'closed-loop' }): Promise<ReadResult> {
  const random = seededRandom(order.seed);
  const asker = new DriverAsker(order.target, order.connections);
  const histogram = new LatencyHistogram();
  let failed = 0;
  const startedAt = nowMs();
  const { connections, seconds } = order;
  await closedLoop({ connections, endAt: startedAt + seconds * 1_000 }, async () => {
    const begunAt = nowMs();
    if (!(await asker.isAnswered(pick(order.target.driverIds, random)))) failed += 1;
    histogram.record(nowMs() - begunAt);
  });
  const tookSeconds = (nowMs() - startedAt) / 1_000;
  await asker.close();
  const latency = histogram.summary();
  return {
    kind: 'saturation',
    saturation: {
      readsPerSecond: (latency.count - failed) / tookSeconds,
      failedShare: failed / Math.max(1, latency.count),
      latency,
    },
  };
}

const carryOut = (order: ReadOrder): Promise<ReadResult> =>
  order.kind === 'open-loop' ? readOpenLoop(order) : readClosedLoop(order);

const report = (message: ReadReport): void => void process.send?.(message);

// Ctrl-C reaches every process of the terminal. This one goes on until its parent ends it, and never outlives its parent.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
process.on('message', (order: ReadOrder | ReadStop) => {
  if (order.kind === 'stop') return stopping.get(order.id)?.abort();
  const { id } = order;
  carryOut(order).then(
    (result) => report({ id, ...result }),
    (error: unknown) => report({ id, kind: 'error', message: String(error) }),
  );
});
