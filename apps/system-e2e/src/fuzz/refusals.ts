import type { NoAnswer, WireAnswer } from '../running-system/http-wire';
import type { BadCall } from './grpc/grpc-doors';
import type { GrpcAnswer } from './grpc/grpc-wire';
import type { BadRequest } from './http/http-doors';

interface Problem {
  readonly title?: unknown;
  readonly status?: unknown;
  readonly detail?: unknown;
  readonly errors?: readonly { readonly field?: unknown }[];
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

function problemIn(body: string): Problem | undefined {
  try {
    return JSON.parse(body) as Problem;
  } catch {
    return undefined;
  }
}

/** The fault of an answer to a bad request; undefined when it is a clear refusal. */
export function faultOfAnswer(
  { statuses, field, pieces }: BadRequest,
  answer: WireAnswer | NoAnswer,
): string | undefined {
  if (typeof answer === 'string')
    return answer === 'closed' ? 'closed without an answer' : 'no answer in time';
  const { status, headers, body } = answer;
  if (!statuses.includes(status))
    return `${status} instead of ${statuses.join(' or ')}: ${body.slice(0, 200)}`;
  if (status === 405 && !isText(headers['allow'])) return '405 without Allow';
  if (status === 401 && !/^Bearer/.test(headers['www-authenticate'] ?? ''))
    return '401 without WWW-Authenticate';
  if (pieces[0]?.subarray(0, 5).toString('latin1') === 'HEAD ') return undefined;
  if (!headers['content-type']?.startsWith('application/problem+json'))
    return `${status} with ${headers['content-type'] ?? 'no type'} instead of a problem: ${body.slice(0, 200)}`;
  const problem = problemIn(body);
  if (!problem || !isText(problem.title) || !isText(problem.detail) || problem.status !== status)
    return `${status} with a problem that says too little: ${body.slice(0, 200)}`;
  const names = problem.errors?.map((one) => String(one.field)) ?? [];
  const isNamed =
    names.some((name) => name.replace(/[[.].*/, '') === field) ||
    String(problem.detail).includes(field ?? '');
  return field !== undefined && !isNamed
    ? `${status} that does not name ${field}: ${body.slice(0, 300)}`
    : undefined;
}

/** The fault of an answer to a bad gRPC call; undefined when it is a clear refusal. */
export function faultOfCall({ codes, httpStatus, names }: BadCall, answer: GrpcAnswer): string | undefined {
  const { code, message, end } = answer;
  if (httpStatus !== undefined && answer.httpStatus === httpStatus) return undefined;
  if (code === undefined) return `no status (HTTP ${answer.httpStatus}, ${end})`;
  if (!codes.includes(code)) return `status ${code} (${message}) instead of ${codes.join(' or ')}`;
  if (!isText(message)) return `status ${code} without a word`;
  return names !== undefined && !message.includes(names)
    ? `status ${code} that does not name ${names}: ${message.slice(0, 300)}`
    : undefined;
}
