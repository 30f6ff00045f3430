import { type Metrics } from './metrics.service';

/** Remote calls as remote-calls reports them, one `call` for each that ended. */
export interface CallEventSource {
  on(
    event: 'call',
    listener: (call: { method: string; side: 'client' | 'server'; code: string; tookMs: number }) => void,
  ): unknown;
}

const BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Counts and times gRPC calls by side, method and code. */
export function observeRemoteCalls(metrics: Metrics, events: CallEventSource): void {
  const duration = metrics.histogram({
    name: 'grpc_call_duration_seconds',
    help: 'Time of gRPC calls made (client) and served (server), by method and code',
    labelNames: ['side', 'method', 'code'],
    buckets: BUCKETS_SECONDS,
  });
  events.on('call', ({ side, method, code, tookMs }) =>
    duration.observe({ side, method, code }, tookMs / 1_000),
  );
}

const SERVED_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** Counts and times the gRPC calls that were served, by method and code. */
export function observeServedCalls(metrics: Metrics, events: CallEventSource): void {
  const labelNames = ['method', 'code'] as const;
  const help = 'gRPC calls served';
  const calls = metrics.counter({ name: 'grpc_server_calls_total', help, labelNames });
  const duration = metrics.histogram({
    name: 'grpc_server_call_duration_seconds',
    help: 'Time to answer a gRPC call',
    labelNames,
    buckets: SERVED_SECONDS,
  });
  events.on('call', ({ method, code, tookMs }) => {
    calls.inc({ method, code });
    duration.observe({ method, code }, tookMs / 1_000);
  });
}
