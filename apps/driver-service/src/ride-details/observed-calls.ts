import { RemoteCallEvents } from '@ride-hailing/remote-calls';
import { type Metrics, observeBreaker } from '@ride-hailing/service-kit';

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** Turns what the calls of another service tell into metrics and logs. */
export function observedCalls(metrics: Metrics): RemoteCallEvents {
  const events = new RemoteCallEvents();
  observeCalls(events, metrics);
  observeRetries(events, metrics);
  observeHealth(events, metrics);
  observeBreaker(metrics, events);
  return events;
}

function observeCalls(events: RemoteCallEvents, metrics: Metrics): void {
  const duration = metrics.histogram({
    name: 'grpc_client_call_duration_seconds',
    help: 'gRPC calls to other services, each time that one was sent, by method and status code',
    labelNames: ['method', 'code'],
    buckets: SECONDS,
  });
  const rejected = metrics.counter({
    name: 'remote_calls_rejected_total',
    help: 'Calls that were refused on this side and never sent, by why',
    labelNames: ['target', 'by'],
  });
  events.on('call', ({ method, code, tookMs }) => duration.observe({ method, code }, tookMs / 1_000));
  events.on('rejected', ({ target, by }) => rejected.inc({ target, by }));
}

function observeRetries(events: RemoteCallEvents, metrics: Metrics): void {
  const retries = metrics.counter({
    name: 'remote_call_retries_total',
    help: 'Calls that failed with UNAVAILABLE: sent again (planned), or not since so many others failed (throttled)',
    labelNames: ['target', 'outcome'],
  });
  events.on('retry', ({ target }) => retries.inc({ target, outcome: 'planned' }));
  events.on('throttled', ({ target }) => retries.inc({ target, outcome: 'throttled' }));
}

function observeHealth(events: RemoteCallEvents, metrics: Metrics): void {
  const looks = metrics.counter({
    name: 'remote_call_health_checks_total',
    help: 'Looks at the health of an owner whose breaker is not closed, by what it said',
    labelNames: ['target', 'health'],
  });
  events.on('health', ({ target, health }) => looks.inc({ target, health }));
}
