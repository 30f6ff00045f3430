import { Logger } from '@nestjs/common';
import { type Metrics } from './metrics.service';

interface Emits<Event extends string, Details> {
  on(event: Event, listener: (details: Details) => void): unknown;
}

/** Remote calls as remote-calls reports them: one `call` for each call that ended. */
export type CallEventSource = Emits<'call', { method: string; code: string; tookMs: number }>;

/** What a client of remote-calls also reports: calls not sent, retries, health checks of the owner, and its breaker. */
export type ClientEventSource = CallEventSource &
  Emits<'breaker', { target: string; from: string; to: string; because: string }> &
  Emits<'rejected', { target: string; by: string }> &
  Emits<'retry' | 'throttled', { target: string }> &
  Emits<'health', { target: string; health: string }>;

const BREAKER_STATES = ['closed', 'half-open', 'open'];
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Counts and times the gRPC calls that this service makes, their retries, and the changes of the breaker. */
export function observeClientCalls(metrics: Metrics, events: ClientEventSource): void {
  timeCalls(metrics, events, {
    name: 'grpc_client_call_duration_seconds',
    help: 'Time of gRPC calls to other services, each time that one was sent, by method and status code',
  });
  countRejected(metrics, events);
  countRetries(metrics, events);
  countHealthChecks(metrics, events);
  observeBreaker(metrics, events);
}

/** Counts and times the gRPC calls that this service answers, by method and code. */
export function observeServedCalls(metrics: Metrics, events: CallEventSource): void {
  const calls = metrics.counter({
    name: 'grpc_server_calls_total',
    help: 'gRPC calls served',
    labelNames: ['method', 'code'],
  });
  timeCalls(metrics, events, {
    name: 'grpc_server_call_duration_seconds',
    help: 'Time to answer a gRPC call',
  });
  events.on('call', ({ method, code }) => calls.inc({ method, code }));
}

function timeCalls(metrics: Metrics, events: CallEventSource, named: { name: string; help: string }): void {
  const duration = metrics.histogram({ ...named, labelNames: ['method', 'code'], buckets: SECONDS });
  events.on('call', ({ method, code, tookMs }) => duration.observe({ method, code }, tookMs / 1_000));
}

function countRejected(metrics: Metrics, events: ClientEventSource): void {
  const rejected = metrics.counter({
    name: 'remote_calls_rejected_total',
    help: 'Calls that were refused on this side and never sent, by why',
    labelNames: ['target', 'by'],
  });
  events.on('rejected', ({ target, by }) => rejected.inc({ target, by }));
}

function countRetries(metrics: Metrics, events: ClientEventSource): void {
  const retries = metrics.counter({
    name: 'remote_call_retries_total',
    help: 'Calls that failed with UNAVAILABLE, by outcome: planned (sent again), throttled (not sent again, as many calls fail)',
    labelNames: ['target', 'outcome'],
  });
  events.on('retry', ({ target }) => retries.inc({ target, outcome: 'planned' }));
  events.on('throttled', ({ target }) => retries.inc({ target, outcome: 'throttled' }));
}

function countHealthChecks(metrics: Metrics, events: ClientEventSource): void {
  const checks = metrics.counter({
    name: 'remote_call_health_checks_total',
    help: 'Health checks of an owner whose breaker is not closed, by what it answered',
    labelNames: ['target', 'health'],
  });
  events.on('health', ({ target, health }) => checks.inc({ target, health }));
}

/** Shows in metrics and logs when a service that fails is not called for a while. */
function observeBreaker(metrics: Metrics, events: ClientEventSource): void {
  const logger = new Logger('RemoteCalls');
  const state = metrics.gauge({
    name: 'remote_call_breaker_state',
    help: '1 for the state that the breaker is in, once it has ever changed',
    labelNames: ['target', 'state'],
  });
  const changes = metrics.counter({
    name: 'remote_call_breaker_changes_total',
    help: 'Changes of the breaker, by what it became and why',
    labelNames: ['target', 'to', 'because'],
  });
  events.on('breaker', ({ target, from, to, because }) => {
    for (const each of BREAKER_STATES) state.set({ target, state: each }, each === to ? 1 : 0);
    changes.inc({ target, to, because });
    // During an outage it alternates between open and half-open for its probes: only the first and last change are
    // logged.
    if (from === 'closed') logger.warn({ msg: 'The breaker opened', target, because });
    if (to === 'closed') logger.log({ msg: 'The breaker closed', target, because });
  });
}
