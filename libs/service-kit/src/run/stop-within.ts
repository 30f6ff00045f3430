import { type INestApplication } from '@nestjs/common';
import { within } from '@ride-hailing/timing';
import { type Logger } from 'pino';
import { HealthChecks } from '../health/health-checks.service';

/** A server that stops in bounded time. */
export interface DrainingServer {
  /** Accepts nothing new; resolves when everything in flight has finished. */
  drain(): Promise<void>;
  /** Cuts what is still in flight. */
  force(): void;
}

/** The share of the time that requests in flight may take; the rest is for consumers and connections to close. */
const DRAINING_SHARE = 0.5;

/**
 * Stops a service in bounded time: turns readiness off, drains the servers, then runs the modules' hooks.
 * @returns the duration in milliseconds
 * @throws Error when the hooks do not end in time
 */
export async function stopWithin(
  timeoutMs: number,
  parts: { app: INestApplication; health: HealthChecks; servers: readonly DrainingServer[]; logger: Logger },
): Promise<number> {
  const startedAt = performance.now();
  const left = () => Math.max(0, timeoutMs - (performance.now() - startedAt));
  parts.health.stopping();

  const drained = Promise.all(parts.servers.map((server) => server.drain()));
  await within(timeoutMs * DRAINING_SHARE, drained, () => {
    parts.logger.warn('requests in flight took too long and were cut');
    for (const server of parts.servers) server.force();
  });
  await within(left(), parts.app.close(), () => {
    throw new Error(`Not stopped in ${timeoutMs} ms`);
  });
  return Math.round(performance.now() - startedAt);
}
