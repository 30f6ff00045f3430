import { randomBytes } from 'node:crypto';
import { pointSchema, rideStatusSchema, signToken } from '@ride-hailing/contracts';
import { Inject, Injectable, OnApplicationShutdown } from '@nestjs/common';
import { Instances } from '@ride-hailing/service-kit';
import { LRUCache } from 'lru-cache';
import { Agent } from 'undici';
import { z } from 'zod';
import { CONFIG, type Config } from '../config';
import type { Asked } from '../page-api';
import { parsedJson } from '../parsed-json';
import { GatewayAwayProblem, GatewayLateProblem } from './gateway.errors';

const DEADLINE_MS = 5_000;
const CONNECT_WITHIN_MS = 1_000;
const CONNECTIONS = 32;
const LONGEST_ANSWER = 4 * 1024 * 1024;
const VALID_FOR_SECONDS = 300;
const MOST_TOKENS = 50;

export interface Question {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  /**
   * The dispatcher who asks. The gateway limits the rate of each caller and route, so what asks often is a caller of its
   * own. Default `dashboard`.
   */
  readonly as?: string;
  /** Whether the trace is recorded. Default false. */
  readonly traced?: boolean;
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** What is read here of a ride that the gateway answers. */
export const rideSchema = z.object({
  id: z.string(),
  status: rideStatusSchema,
  version: z.int(),
  driverId: z.string().nullable(),
  pickup: pointSchema,
});

type Look<T> =
  { readonly answer: T } | { readonly answer?: undefined; readonly status?: number; readonly reason: string };

/** What a problem of the gateway says, for people. */
export function detailOf({ status, body }: Pick<Asked, 'status' | 'body'>): string {
  const detail = z.object({ detail: z.string() }).safeParse(body).data?.detail;
  return detail ?? `the answer has status ${status}`;
}

/** Asks the instances of the gateway in turn, with tokens of its own. */
@Injectable()
export class GatewayClient implements OnApplicationShutdown {
  private readonly agent = new Agent({
    connections: CONNECTIONS,
    connect: { timeout: CONNECT_WITHIN_MS },
    maxResponseSize: LONGEST_ANSWER,
  });
  private readonly instances: Instances;
  /** Renewed after half of their lifetime. */
  private readonly tokens = new LRUCache<string, Promise<string>>({
    max: MOST_TOKENS,
    ttl: VALID_FOR_SECONDS * 500,
  });

  constructor(@Inject(CONFIG) private readonly options: Config) {
    this.instances = new Instances(options.gatewayUrl);
  }

  /** @throws GatewayAwayProblem, or GatewayLateProblem after the deadline; any answer of the gateway is an answer */
  async ask({ path, method = 'GET', body, traced = false, ...question }: Question): Promise<Asked> {
    const { as = 'dashboard', deadlineMs = DEADLINE_MS, signal } = question;
    const traceId = randomBytes(16).toString('hex');
    const late = AbortSignal.timeout(deadlineMs);
    const ended = signal ? AbortSignal.any([late, signal]) : late;
    const authorization = `Bearer ${await this.tokenOf(as)}`;
    const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-${traced ? '01' : '00'}`;
    const startedAt = performance.now();
    try {
      const request = {
        path,
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          authorization,
          traceparent,
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: ended,
      };
      const { status, text } = await this.instances.call(
        async (origin) => {
          const { statusCode, body } = await this.agent.request({ ...request, origin });
          return { status: statusCode, text: await body.text() };
        },
        { isRepeatable: method === 'GET', signal: ended, isAway: ({ status }) => status === 503 },
      );
      const tookMs = Math.round((performance.now() - startedAt) * 10) / 10;
      return { status, tookMs, traceId, body: parsedJson(text) ?? text };
    } catch (cause) {
      if (late.aborted)
        throw new GatewayLateProblem(`The gateway did not answer in ${deadlineMs} ms.`, undefined, { cause });
      throw new GatewayAwayProblem('The gateway cannot be reached.', undefined, { cause });
    }
  }

  /** The answer if it has this shape, or else why there is none, and its status if there is one. Never rejects. */
  async look<T>(schema: z.ZodType<T>, question: Question): Promise<Look<T>> {
    const asked = await this.ask(question).catch(() => undefined);
    if (!asked) return { reason: 'the gateway does not answer' };
    const answer = schema.safeParse(asked.body).data;
    return answer === undefined ? { status: asked.status, reason: detailOf(asked) } : { answer };
  }

  /** The answer if it has this shape; undefined otherwise. Never rejects. */
  async find<T>(schema: z.ZodType<T>, question: Question): Promise<T | undefined> {
    return (await this.look(schema, question)).answer;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }

  private tokenOf(sub: string): Promise<string> {
    const kept = this.tokens.get(sub);
    if (kept) return kept;
    const { jwtPrivateKey, jwtAudience: audience } = this.options;
    const claims = { role: 'dispatcher', sub, audience, validForSeconds: VALID_FOR_SECONDS } as const;
    const token = signToken(jwtPrivateKey, claims);
    this.tokens.set(sub, token);
    return token;
  }
}
