import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, call } from '../running-system/http';

const HEALED_WITHIN_MS = 15_000;
const AGAIN_AFTER_MS = 50;

interface Request {
  readonly method?: 'GET' | 'POST';
  readonly key?: string;
  readonly body?: unknown;
  /** Whether an answer asks to come again, which is no failure. */
  readonly isNotYet?: (answer: Answer<unknown>) => boolean;
  /** Whether an answer to a repeated request says that an earlier one was carried out. Default: never. */
  readonly wasDone?: (answer: Answer<unknown>) => Promise<boolean>;
}

/**
 * Sends requests to several gateways in turn, and each one again, with the same key and at the next gateway, until it is
 * answered. Remembers what was answered neither at first nor later.
 */
export class PatientClient {
  requests = 0;
  /** Requests that needed more than one attempt. */
  retried = 0;
  /** How often each reason for another attempt occurred. */
  readonly reasons = new Map<string, number>();
  readonly failed: string[] = [];
  longestMs = 0;
  private turn = 0;

  constructor(private readonly gateways: readonly string[]) {}

  /** Undefined when the request failed, which is then in `failed`. */
  async send<T>(path: string, request: Request = {}): Promise<T | undefined> {
    const { method = 'GET', key, body, isNotYet, wasDone } = request;
    this.requests += 1;
    const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
    const reasons: string[] = [];
    const startedAt = performance.now();
    let turn = (this.turn += 1);
    do {
      const gateway = this.gateways[turn++ % this.gateways.length] ?? '';
      const answer = await call<T>(gateway + path, { method, headers, body }).catch((error: unknown) =>
        reasonOf(error),
      );
      if (typeof answer !== 'string') {
        const { status } = answer;
        const isNone = isNotYet?.(answer) === true;
        if (!isNone && status < 300) return this.healed(answer.body, reasons, startedAt);
        if (reasons.length > 0 && (await wasDone?.(answer)))
          return this.healed(undefined, reasons, startedAt);
        if (!isNone) reasons.push(`${status} ${(answer.body as { detail?: string }).detail ?? ''}`);
        if (!isNone && status < 500) break;
      } else reasons.push(answer);
      await delay(AGAIN_AFTER_MS);
    } while (performance.now() - startedAt < HEALED_WITHIN_MS);
    this.failed.push(`${method} ${path}: ${reasons.join('; ')}`);
    return undefined;
  }

  private healed<T>(body: T, reasons: readonly string[], startedAt: number): T {
    if (reasons.length > 0) {
      this.retried += 1;
      this.longestMs = Math.max(this.longestMs, Math.round(performance.now() - startedAt));
      for (const reason of reasons) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    }
    return body;
  }
}

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message ?? String(error);
};
