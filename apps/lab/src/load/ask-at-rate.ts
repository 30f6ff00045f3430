import { LatencyHistogram } from '../measuring/latency';
import { openLoop } from '../measuring/open-loop';
import { nowMs, seededRandom } from '@ride-hailing/testing';
import { Pool } from 'undici';
import type { HttpReport, Question, RateOrder, TimedAnswer } from './http-order';
import { isPost, isRight, rightStatus } from './is-right';

const CONNECTIONS = 256;
const ANSWER_WITHIN_MS = 10_000;

interface Outcome {
  readonly is: 'right' | 'wrong' | 'failed';
  /** The id of what was made. */
  readonly made?: string;
}

async function ask(pool: Pool, question: Question, headers: Record<string, string>): Promise<Outcome> {
  const { path, body: sent } = question;
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const method = isPost(question) ? 'POST' : 'GET';
    const { statusCode, body } = await pool.request({ method, path, headers, body: sent, signal });
    const text = await body.text();
    if (statusCode !== rightStatus(question)) return { is: 'failed' };
    if (!isRight(question, text)) return { is: 'wrong' };
    return { is: 'right', made: statusCode === 201 ? (JSON.parse(text) as { id: string }).id : undefined };
  } catch {
    return { is: 'failed' };
  }
}

/** Open loop: the latency of each question counts from when it was meant to begin. */
export async function askAtRate(order: RateOrder): Promise<HttpReport> {
  const { url, questions, ratePerSecond, warmUpSeconds, seconds, seed, connections = CONNECTIONS } = order;
  const headers = { ...order.headers };
  const pool = new Pool(url, { connections, pipelining: 1 });
  const choice = seededRandom(seed);
  const answers = { right: 0, wrong: 0, failed: 0 };
  const made: string[] = [];
  const timed: TimedAnswer[] = [];
  let next = 0;
  const histogram = new LatencyHistogram();
  const startAt = nowMs();
  const measuredFrom = startAt + warmUpSeconds * 1_000;
  const plan = { ratePerSecond, seconds: warmUpSeconds + seconds, startAt, random: seededRandom(seed + 1) };
  await openLoop(plan, async (intendedAt) => {
    const question = questions[order.isEachOnce ? next++ : Math.floor(choice() * questions.length)];
    if (!question) throw new Error('no question to ask');
    const outcome = await ask(pool, question, headers);
    answers[outcome.is] += 1;
    if (intendedAt < measuredFrom) return;
    const ms = nowMs() - intendedAt;
    histogram.record(ms);
    if (order.isTimed) timed.push([intendedAt, ms]);
    if (outcome.made !== undefined) made.push(outcome.made);
  });
  await pool.close();
  const latency = histogram.summary();
  const asked = answers.right + answers.wrong + answers.failed;
  return { answers, asked, answersPerSecond: latency.count / seconds, latency, made, timed };
}
