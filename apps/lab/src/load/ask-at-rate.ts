import { LatencyHistogram } from '../measuring/latency';
import { nowMs } from '../measuring/clock';
import { openLoop } from '../measuring/open-loop';
import { seededRandom } from '@ride-hailing/testing';
import { Pool } from 'undici';
import type { HttpReport, Question, RateOrder } from './http-order';

/** Enough for all that may be under way: above it they would wait here, which their latency would show. */
const CONNECTIONS = 256;
const ANSWER_WITHIN_MS = 10_000;

type Outcome = 'right' | 'wrong' | 'failed';

async function ask(
  pool: Pool,
  { path, contains }: Question,
  headers: Record<string, string>,
): Promise<Outcome> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const { statusCode, body } = await pool.request({ method: 'GET', path, headers, signal });
    const text = await body.text();
    if (statusCode !== 200) return 'failed';
    return contains.every((part) => text.includes(part)) ? 'right' : 'wrong';
  } catch {
    return 'failed';
  }
}

/** Open loop: the latency of each question counts from when it was meant to begin. */
export async function askAtRate(order: RateOrder): Promise<HttpReport> {
  const { url, questions, ratePerSecond, warmUpSeconds, seconds, seed } = order;
  const headers = { ...order.headers };
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
  const choice = seededRandom(seed);
  const answers = { right: 0, wrong: 0, failed: 0 };
  const histogram = new LatencyHistogram();
  const startAt = nowMs();
  const measuredFrom = startAt + warmUpSeconds * 1_000;
  const plan = { ratePerSecond, seconds: warmUpSeconds + seconds, startAt, random: seededRandom(seed + 1) };
  await openLoop(plan, async (intendedAt) => {
    const question = questions[Math.floor(choice() * questions.length)];
    if (!question) throw new Error('no question to ask');
    answers[await ask(pool, question, headers)] += 1;
    if (intendedAt >= measuredFrom) histogram.record(nowMs() - intendedAt);
  });
  await pool.close();
  const latency = histogram.summary();
  const asked = answers.right + answers.wrong + answers.failed;
  return { answers, asked, answersPerSecond: latency.count / seconds, latency };
}
