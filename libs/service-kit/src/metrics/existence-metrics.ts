import { type LoggerService } from '@nestjs/common';
import { type HealthChecks } from '../health/health-checks.service';
import { type Metrics } from './metrics.service';

/** The event with which messaging reports whether a required stream or consumer exists. */
export interface ExistenceEventSource {
  on(
    event: 'existence',
    listener: (object: { kind: string; name: string; exists: boolean; copiesMissing: number }) => void,
  ): unknown;
}

/**
 * Reports what is missing at the broker, and how many copies are, in gauges, in the log at each change, and in the health report. The service
 * stays ready: it answers from what it has, and no other instance would do better.
 */
export function observeExistence(
  { metrics, health }: { metrics: Metrics; health: HealthChecks },
  events: ExistenceEventSource,
  log: Pick<LoggerService, 'warn' | 'log'>,
): void {
  const missing = new Set<string>();
  const gauge = metrics.gauge({
    name: 'broker_objects_missing',
    help: '1 while a stream or a consumer that must exist is missing at the broker, otherwise 0',
    labelNames: ['kind', 'name'],
  });
  const copies = metrics.gauge({
    name: 'broker_copies_missing',
    help: 'Servers of the broker that should keep a copy of a stream or a consumer, and are away or behind',
    labelNames: ['kind', 'name'],
  });
  health.register('broker-objects', () =>
    missing.size === 0
      ? { ok: true, required: false }
      : {
          ok: false,
          required: false,
          reason: `missing: ${[...missing].sort().join(', ')}; npm run provision makes it again`,
        },
  );
  events.on('existence', ({ kind, name, exists, copiesMissing }) => {
    copies.set({ kind, name }, copiesMissing);
    gauge.set({ kind, name }, exists ? 0 : 1);
    const what = `${kind} ${name}`;
    if (exists && missing.delete(what))
      log.log({ msg: 'What was missing at the broker is there again', what });
    if (exists || missing.has(what)) return;
    missing.add(what);
    log.warn({ msg: 'Missing at the broker: npm run provision makes it again', what });
  });
}
