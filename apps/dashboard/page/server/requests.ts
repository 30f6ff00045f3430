import type { Asked } from '../../src/page-api';
import { type Problem, problemOf, RequestFailed } from './problem';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Longer than the server waits for the gateway, so that its own answer says what went wrong. */
const ANSWER_WITHIN_MS = 15_000;

interface Options {
  readonly body?: unknown;
  readonly withinMs?: number;
  /** Aborts the request, such as when its view is left. */
  readonly signal?: AbortSignal;
}

const noAnswer = (error: unknown): Problem => ({
  status: 0,
  title: error instanceof Error && error.name === 'TimeoutError' ? 'No answer in time' : 'No answer',
  detail: null,
  errors: [],
});

/**
 * A request to the dashboard's server; `path` is relative to `/api`, as in the table of `page-api.ts`.
 * @throws RequestFailed with the server's problem, or with status 0 when no answer came in time
 */
export async function request<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  const { body, withinMs = ANSWER_WITHIN_MS, signal } = options;
  const deadline = AbortSignal.timeout(withinMs);
  const init: RequestInit = { method, signal: signal ? AbortSignal.any([signal, deadline]) : deadline };
  if (body !== undefined) {
    init.headers = { 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(`/api/${path}`, init);
    answer = parsed(await response.text());
  } catch (error) {
    throw new RequestFailed(noAnswer(error));
  }
  if (!response.ok) throw new RequestFailed(problemOf(response.status, answer));
  return answer as T;
}

/** Asks the gateway as a dispatcher, always traced: `ask('drivers/d-1/current-ride?cache=ttl')`. */
export const ask = (path: string, options: Options = {}) => request<Asked>('GET', `gateway/${path}`, options);

/** Asks the control API: `control<Fault>('POST', 'faults', { body: order })`. */
export const control = <T>(method: Method, path: string, options: Options = {}) =>
  request<T>(method, `control/${path}`, options);

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/** What to show of anything that a request threw. */
export const problemIn = (error: unknown): Problem =>
  error instanceof RequestFailed ? error.problem : noAnswer(error);
