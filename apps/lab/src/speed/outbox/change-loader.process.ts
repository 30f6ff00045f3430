import { latencyOf, type Latency } from '../../measuring/latency';
import { nowMs } from '../../measuring/clock';
import { openLoop } from '../../measuring/open-loop';
import { serveOrders } from '@ride-hailing/testing';
import { aRideRequest, seededRandom } from '@ride-hailing/testing';
import { Pool } from 'undici';

const CONNECTIONS = 64;
const ANSWER_WITHIN_MS = 10_000;

export interface LoadOrder {
  /** Of the service that takes `POST /rides`. */
  readonly url: string;
  readonly token: string;
  readonly ratePerSecond: number;
  readonly warmSeconds: number;
  readonly seconds: number;
  readonly seed: number;
}

export interface LoadAnswer {
  /** Of the rides that were asked for after the warm-up. */
  readonly rideIds: readonly string[];
  readonly failures: readonly string[];
  /** From the moment a ride was meant to be asked for to its answer. */
  readonly answers: Latency;
}

interface Asked {
  readonly intendedAt: number;
  readonly tookMs: number;
  readonly rideId?: string;
  readonly failure?: string;
}

async function ask(pool: Pool, { token }: LoadOrder, body: string): Promise<string> {
  const answer = await pool.request({
    method: 'POST',
    path: '/rides',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 201) throw new Error(`${answer.statusCode}: ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}

async function load(order: LoadOrder): Promise<LoadAnswer> {
  const pool = new Pool(order.url, { connections: CONNECTIONS, bodyTimeout: ANSWER_WITHIN_MS });
  const body = JSON.stringify(aRideRequest());
  const asked: Asked[] = [];
  const { ratePerSecond, warmSeconds, seconds, seed } = order;
  const startAt = nowMs() + 100;
  const plan = { ratePerSecond, seconds: warmSeconds + seconds, startAt, random: seededRandom(seed) };
  await openLoop(plan, async (intendedAt) => {
    const outcome = await ask(pool, order, body).then(
      (rideId) => ({ rideId }),
      (error: unknown) => ({ failure: String(error) }),
    );
    asked.push({ intendedAt, tookMs: nowMs() - intendedAt, ...outcome });
  });
  await pool.close();
  const measured = asked.filter(({ intendedAt }) => intendedAt >= startAt + warmSeconds * 1_000);
  return {
    rideIds: measured.flatMap(({ rideId }) => rideId ?? []),
    failures: measured.flatMap(({ failure }) => failure ?? []),
    answers: latencyOf(measured.map(({ tookMs }) => tookMs)),
  };
}

void serveOrders<LoadOrder, LoadAnswer>(async () => ({
  carryOut: load,
  close: async () => undefined,
}));
