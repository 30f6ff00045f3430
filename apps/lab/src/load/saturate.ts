import { latencyOf } from '../measuring/latency';
import autocannon from 'autocannon';
import type { HttpReport, Question, SaturationOrder } from './http-order';
import { isPost, isRight, rightStatus } from './is-right';

const ANSWER_WITHIN_S = 10;
/** How often it looks whether its time is over. */
const SAMPLE_EVERY_MS = 100;
const NO_LATENCY = latencyOf([]);

/** The connection's own part of the questions: or all would ask the same at the same time. */
const partOf = (questions: readonly Question[], connection: number, connections: number) => {
  const part = questions.filter(
    (question, index) => (question.connection ?? index % connections) === connection,
  );
  return part.length > 0 ? part : questions;
};

/** Closed loop; latencies say nothing there, and are not given. */
export async function saturate(order: SaturationOrder): Promise<HttpReport> {
  let right = 0;
  let wrong = 0;
  let failed = 0;
  let asked = 0;
  const { url, connections } = order;
  const headers = { ...order.headers };
  const requestOf = (question: Question): autocannon.Request => ({
    ...{ method: isPost(question) ? 'POST' : 'GET', path: question.path, headers, body: question.body },
    onResponse: (status, body) => {
      if (status !== rightStatus(question)) failed += 1;
      else if (isRight(question, body)) right += 1;
      else wrong += 1;
    },
  });
  const run = async (seconds: number) => {
    let connection = 0;
    const result = await autocannon({
      ...{
        url,
        connections,
        headers,
        duration: seconds,
        timeout: ANSWER_WITHIN_S,
        sampleInt: SAMPLE_EVERY_MS,
      },
      setupClient: (client) => {
        client.setRequests(partOf(order.questions, connection, connections).map(requestOf));
        connection += 1;
      },
    });
    failed += result.errors;
    asked += result.requests.sent;
    return result;
  };
  if (order.warmUpSeconds > 0) await run(order.warmUpSeconds);
  const rightBefore = right;
  const { duration } = await run(order.seconds);
  const answers = { right, wrong, failed };
  const answersPerSecond = (right - rightBefore) / duration;
  return { answers, asked, answersPerSecond, latency: NO_LATENCY, made: [], timed: [] };
}
