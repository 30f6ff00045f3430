import { nowMs } from '@ride-hailing/testing';

/** Longer than the gateway needs to give up. */
const ANSWER_WITHIN_MS = 6_000;

export interface Answer {
  readonly begunAt: number;
  readonly endedAt: number;
  /** Absent without an answer. */
  readonly status?: number;
  readonly tag?: string;
  /** It is there when the status is 2xx. */
  readonly body?: unknown;
}

interface Request {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** The system's public door, for a caller who may do everything. */
export class Gateway {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Never throws: no answer is an answer without status. */
  async call(method: 'GET' | 'POST', path: string, { headers, body }: Request = {}): Promise<Answer> {
    const begunAt = nowMs();
    try {
      const response = await fetch(this.url + path, {
        method,
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      const text = await response.text();
      const tag = response.headers.get('etag');
      return {
        ...{ begunAt, endedAt: nowMs(), status: response.status },
        ...(response.ok && { body: JSON.parse(text) as unknown }),
        ...(response.ok && tag !== null && { tag }),
      };
    } catch {
      return { begunAt, endedAt: nowMs() };
    }
  }
}
