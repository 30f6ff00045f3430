import { closedLoop } from '../../../measuring/closed-loop';
import { type Latency, LatencyHistogram } from '../../../measuring/latency';
import { openLoop } from '../../../measuring/open-loop';
import { nowMs, seededRandom, serveOrders } from '@ride-hailing/testing';
import { plantedRide } from '../../drivers/planted-rides';
import { AnswerCheck, type CheckReport } from '../answer-check';
import type { DetailsPort, OpenDetailsPort } from './details-port';

/** Readers who ask again as soon as they are answered, or lookups at random moments. */
export interface PortOrder {
  /** How many are planted. */
  readonly rides: number;
  readonly load: { readonly readers: number } | { readonly ratePerSecond: number };
  /** Lookups that go out together. */
  readonly perCall: number;
  readonly seconds: number;
  readonly seed: number;
  readonly newNotes: string;
}

export interface PortReport extends CheckReport {
  readonly seconds: number;
  /** Of a lookup. */
  readonly latency: Latency;
  /** Of this process. */
  readonly cpuSeconds: number;
}

async function read(
  port: DetailsPort,
  { load, rides: planted, perCall, seconds, seed, newNotes }: PortOrder,
) {
  const random = seededRandom(seed);
  const check = new AnswerCheck(newNotes);
  const histogram = new LatencyHistogram();
  const ask = async (askedAt: number) => {
    const indexes = Array.from({ length: perCall }, () => Math.floor(random() * planted));
    const rides = indexes.map(plantedRide);
    const lookups = rides.map(({ rideId, version, driverId }) => ({ rideId, driverId, minVersion: version }));
    const answers = await port.find(lookups);
    const tookMs = nowMs() - askedAt;
    rides.forEach((ride, at) => {
      check.look(indexes[at] ?? 0, ride, answers[at], askedAt);
      histogram.record(tookMs);
    });
  };
  const startedAt = nowMs();
  const cpuBefore = process.cpuUsage();
  if ('readers' in load) {
    const connections = load.readers / perCall;
    await closedLoop({ connections, endAt: startedAt + seconds * 1_000 }, () => ask(nowMs()));
  } else {
    const { ratePerSecond } = load;
    await openLoop({ ratePerSecond, seconds, startAt: startedAt, random: seededRandom(seed + 1) }, ask);
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    ...check.report,
    seconds: (nowMs() - startedAt) / 1_000,
    latency: histogram.summary(),
    cpuSeconds: (user + system) / 1_000_000,
  };
}

/** The path of the file that makes the port is told: this program knows no side. */
void serveOrders<PortOrder, PortReport>(async () => {
  const { openDetailsPort } = (await import(process.argv[2] ?? '')) as { openDetailsPort: OpenDetailsPort };
  const port = await openDetailsPort();
  return { carryOut: (order) => read(port, order), close: () => port.close() };
});
