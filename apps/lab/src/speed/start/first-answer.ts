import { nowMs } from '@ride-hailing/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { UnverifiedError } from '../../lab.errors';

const ASK_EVERY_MS = 25;
const ANSWERS_WITHIN_MS = 2_000;

interface Asked {
  readonly gateway: string;
  readonly token: string;
  readonly driverId: string;
}

async function ask(url: string, token: string): Promise<{ status: number; body: string } | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal });
    return { status: answer.status, body: await answer.text() };
  } catch {
    // Nobody listens yet.
    return undefined;
  }
}

/**
 * Asks until the gateway is ready and has told of a driver. Resolves to the time of that answer, ms since 1970.
 * @throws UnverifiedError for an answer about something else, or when there is none within `withinMs`
 */
export async function firstAnswer(
  { gateway, token, driverId }: Asked,
  { withinMs, signal, isRunning }: { withinMs: number; signal: AbortSignal; isRunning: () => boolean },
): Promise<number> {
  const until = nowMs() + withinMs;
  let seen = 'nobody listened';
  let isReady = false;
  while (nowMs() < until && isRunning()) {
    signal.throwIfAborted();
    const path = isReady ? `/drivers/${driverId}` : '/health/ready';
    const answer = await ask(`${gateway}${path}`, token);
    if (answer) seen = `${path} answered ${answer.status}`;
    if (answer?.status === 200 && isReady) {
      const answeredAt = nowMs();
      if ((JSON.parse(answer.body) as { driverId?: unknown }).driverId === driverId) return answeredAt;
      throw new UnverifiedError(`asked for ${driverId}, the gateway answered ${answer.body.slice(0, 200)}`);
    }
    if (answer?.status === 200) isReady = true;
    else await delay(ASK_EVERY_MS);
  }
  signal.throwIfAborted();
  throw new UnverifiedError(`no answer about ${driverId} within ${withinMs / 1_000} s: ${seen}`);
}
