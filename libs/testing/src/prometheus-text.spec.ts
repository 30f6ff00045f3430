import { samplesOf, sumOf } from './prometheus-text';

const METRICS = `
# TYPE grpc_server_calls_total counter
grpc_server_calls_total{method="RideDetailsService/BatchGetRides",code="OK"} 41
grpc_server_calls_total{method="RideDetailsService/BatchGetRides",code="UNAVAILABLE"} 1
grpc_server_calls_total{method="RideDetailsService/BatchGetCurrentRides",code="OK"} 8
grpc_server_calls_total{method="ParticipantService/TryAssignment",code="OK"} 900
grpc_server_call_duration_seconds_count{method="RideDetailsService/BatchGetRides",code="OK"} 41
clock_skew_seconds -1.5e-3
`;

describe('metrics in the text format of Prometheus', () => {
  it('sums samples by name and labels: calls that reads cause, without those of assignments', () => {
    expect(sumOf(METRICS, 'grpc_server_calls_total', 'method="RideDetailsService/')).toBe(50);
    expect(sumOf(METRICS, 'grpc_server_calls_total')).toBe(950);
    expect(sumOf('', 'grpc_server_calls_total')).toBe(0);
  });

  it('reads samples without labels, with a sign and an exponent, and not those of metrics with a longer name', () => {
    expect(samplesOf(METRICS, 'clock_skew_seconds')).toEqual([-0.0015]);
    expect(samplesOf(METRICS, 'grpc_server_call')).toEqual([]);
  });
});
