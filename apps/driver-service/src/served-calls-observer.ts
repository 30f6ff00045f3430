import type { RemoteCallEvents } from '@ride-hailing/remote-calls';
import type { Metrics } from '@ride-hailing/service-kit';

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** Turns the gRPC calls that were served into metrics. */
export function observeServedCalls(events: RemoteCallEvents, metrics: Metrics): void {
  const labelNames = ['method', 'code'] as const;
  const help = 'gRPC calls served';
  const calls = metrics.counter({ name: 'grpc_server_calls_total', help, labelNames });
  const duration = metrics.histogram({
    name: 'grpc_server_call_duration_seconds',
    help: 'Time to answer a gRPC call',
    labelNames,
    buckets: SECONDS,
  });
  events.on('call', ({ method, code, tookMs }) => {
    calls.inc({ method, code });
    duration.observe({ method, code }, tookMs / 1_000);
  });
}
