import { latencyOf, type Latency } from '../../measuring/latency';
import { nowMs } from '../../measuring/clock';
import { openLoop } from '../../measuring/open-loop';
import { serveOrders } from '@ride-hailing/testing';
import { seededRandom } from '@ride-hailing/testing';
import { placesOf } from './fleet';

/** Asks over HTTP, each question at its own time. */
export interface AskOrder {
  readonly url: string;
  readonly token: string;
  readonly ratePerSecond: number;
  /** Not counted. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly limit: number;
  readonly seed: number;
}

export interface AskReport {
  readonly latency: Latency;
  readonly asked: number;
  /** Status 200, and so many drivers as were asked for, nearest first. */
  readonly good: number;
}

interface Answer {
  readonly drivers: readonly { readonly distanceM: number }[];
}

const ANSWER_WITHIN_MS = 20_000;

const isGood = ({ drivers }: Answer, limit: number): boolean =>
  drivers.length === limit &&
  drivers.every(({ distanceM }, at) => at === 0 || distanceM >= (drivers[at - 1]?.distanceM ?? Infinity));

async function askFor(
  { url, token, ratePerSecond, limit, seed }: AskOrder,
  seconds: number,
): Promise<AskReport> {
  const places = placesOf(1_000, seed);
  const times: number[] = [];
  let asked = 0;
  let good = 0;
  const plan = { ratePerSecond, seconds, startAt: nowMs(), random: seededRandom(seed) };
  await openLoop(plan, async (intendedAt) => {
    const place = places[asked % places.length];
    asked += 1;
    const response = await fetch(`${url}?lat=${place?.lat}&lng=${place?.lng}&limit=${limit}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const answer = (await response.json()) as Answer;
    times.push(nowMs() - intendedAt);
    if (response.ok && isGood(answer, limit)) good += 1;
  });
  return { latency: latencyOf(times), asked, good };
}

async function ask(order: AskOrder): Promise<AskReport> {
  await askFor(order, order.warmUpSeconds);
  return askFor(order, order.seconds);
}

void serveOrders(async () => ({ carryOut: ask, close: async () => undefined }));
