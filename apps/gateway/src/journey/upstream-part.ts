import { contextHeaders } from '@ride-hailing/service-kit';
import type { z } from 'zod';
import { GatewayTimeoutProblem, problemOfUpstream } from '../proxy/upstream.errors';
import { askUpstream, type Upstream } from '../upstreams';
import type { NoAnswerReason } from './journey.dto';

const LONGEST_ANSWER = 256 * 1024;

/** A part of an answer that a service was asked for. */
export type Part<T> = { readonly tookMs: number } & (
  { readonly value: T; readonly reason: null } | { readonly value: null; readonly reason: NoAnswerReason }
);

export interface Asking {
  readonly deadlineMs: number;
  /** Of the caller: who is asked decides by it. */
  readonly authorization: string;
}

const ask = async <T>(
  url: string,
  path: string,
  schema: z.ZodType<T>,
  { deadlineMs, authorization }: Asking,
): Promise<T | NoAnswerReason> => {
  const headers = { ...contextHeaders(), authorization };
  const question = { path, deadlineMs, longestAnswer: LONGEST_ANSWER, headers };
  const { status, text } = await askUpstream(url, question);
  if (status === 404) return 'not-found';
  if (status === 403) return 'not-allowed';
  if (status === 503) return 'unavailable';
  if (status !== 200) return 'bad-answer';
  const parsed = schema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : 'bad-answer';
};

const reasonOf = (service: string, error: unknown): NoAnswerReason => {
  if (error instanceof SyntaxError) return 'bad-answer';
  return problemOfUpstream(service, error) instanceof GatewayTimeoutProblem
    ? 'deadline-exceeded'
    : 'unavailable';
};

/** Never rejects: what could not be had is told by its reason, within the deadline. */
export async function partFrom<T extends object>(
  { name, url }: Upstream,
  path: string,
  schema: z.ZodType<T>,
  asking: Asking,
): Promise<Part<T>> {
  const startedAt = performance.now();
  const answer = await ask(url, path, schema, asking).catch((error: unknown) => reasonOf(name, error));
  const tookMs = Math.round(performance.now() - startedAt);
  return typeof answer === 'string'
    ? { value: null, reason: answer, tookMs }
    : { value: answer, reason: null, tookMs };
}
