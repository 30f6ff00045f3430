import { logLinesSchema, type System, systemSchema } from '@ride-hailing/contracts';
import { Inject, Injectable, OnApplicationShutdown } from '@nestjs/common';
import { ForbiddenProblem, UnavailableProblem } from '@ride-hailing/service-kit';
import { Pool } from 'undici';
import { CONFIG, type Config } from '../config';

/** A step of a tour may wait for a minute, and a restart for the service to be ready. */
const DEADLINE_MS = 90_000;
const READ_WITHIN_MS = 2_000;
const CONNECTIONS = 16;
const LONGEST_ANSWER = 8 * 1024 * 1024;

export const CONTROL_METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const;
type ControlMethod = (typeof CONTROL_METHODS)[number];

export interface ControlAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Speaks to the control API of `npm start` on its Unix socket. */
@Injectable()
export class ControlClient implements OnApplicationShutdown {
  private readonly pool?: Pool;

  constructor(@Inject(CONFIG) { controlSocket: socketPath }: Config) {
    if (socketPath === undefined) return;
    this.pool = new Pool('http://control', {
      connections: CONNECTIONS,
      connect: { socketPath, timeout: READ_WITHIN_MS },
      maxResponseSize: LONGEST_ANSWER,
    });
  }

  /**
   * Any answer of the control API is an answer.
   * @throws ForbiddenProblem without a control API, UnavailableProblem when it does not answer
   */
  async ask(
    method: ControlMethod,
    path: string,
    body?: unknown,
    deadlineMs = DEADLINE_MS,
  ): Promise<ControlAnswer> {
    if (!this.pool)
      throw new ForbiddenProblem('There is no control API here: this page shows, and changes nothing.');
    try {
      const response = await this.pool.request({
        method,
        path,
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(deadlineMs),
      });
      return {
        status: response.statusCode,
        contentType: String(response.headers['content-type'] ?? 'application/json'),
        text: await response.body.text(),
      };
    } catch (cause) {
      const detail = 'The control API does not answer: does `npm start` still run?';
      throw new UnavailableProblem(detail, undefined, { cause });
    }
  }

  /** Null where there is no control API, and while it does not answer. */
  async system(): Promise<System | null> {
    return this.read('/system', (json) => systemSchema.safeParse(json).data);
  }

  /** The newest lines of a process that contain the text, oldest first; null when they cannot be had. */
  async log(process: string, contains: string, lines: number): Promise<readonly string[] | null> {
    const query = new URLSearchParams({ contains, lines: String(lines) });
    const path = `/processes/${encodeURIComponent(process)}/log?${query.toString()}`;
    return this.read(path, (json) => logLinesSchema.safeParse(json).data?.lines);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.destroy();
  }

  private async read<T>(path: string, parse: (json: unknown) => T | undefined): Promise<T | null> {
    try {
      const { status, text } = await this.ask('GET', path, undefined, READ_WITHIN_MS);
      return status === 200 ? (parse(JSON.parse(text)) ?? null) : null;
    } catch {
      return null;
    }
  }
}
