import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, call } from './http';
import type { System } from './system';

export interface Assignment {
  readonly id: string;
  readonly rideId: string;
  readonly driverId: string | null;
  readonly state: string;
  readonly reason: string | null;
  readonly steps: readonly { participant: string; phase: string; outcome: string }[];
  readonly waitsFor?: readonly string[];
}

/** The answer when no assignment comes about. */
export interface AssignmentProblem {
  readonly title: string;
  readonly detail: string;
  readonly assignment: string;
  readonly reason: string;
}

export const assign = (
  gateway: string,
  rideId: string,
  { driverId, key }: { driverId?: string; key?: string } = {},
): Promise<Answer<Assignment & AssignmentProblem>> =>
  call(`${gateway}/rides/${rideId}/assignment`, {
    method: 'POST',
    headers: key === undefined ? {} : { 'idempotency-key': key },
    body: driverId === undefined ? undefined : { driverId },
  });

const ANSWERED_WITHIN_MS = 60_000;
const ASK_AGAIN_AFTER_MS = 250;

interface Patience {
  readonly first: number | 'no answer';
  readonly last: Answer<Assignment & AssignmentProblem>;
}

/**
 * Assigns like a patient client, which retries with the same key after no answer in time, 202, 503 and 504.
 * @throws Error after a minute without a final answer
 */
export async function assignPatiently(gateway: string, rideId: string, key: string): Promise<Patience> {
  const deadline = performance.now() + ANSWERED_WITHIN_MS;
  let first: Patience['first'] | undefined;
  while (performance.now() < deadline) {
    const last = await assign(gateway, rideId, { key }).catch(() => undefined);
    first ??= last?.status ?? 'no answer';
    if (last && last.status !== 202 && last.status < 500) return { first, last };
    await delay(ASK_AGAIN_AFTER_MS);
  }
  throw new Error(`no answer about ride ${rideId} within ${ANSWERED_WITHIN_MS} ms`);
}

/** How many assignments have not ended. */
export const unfinished = (system: System): Promise<number> =>
  system.count('gateway', 'assignments WHERE ended_at IS NULL');
