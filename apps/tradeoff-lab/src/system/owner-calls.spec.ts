import { readCallsIn } from './owner-calls';

const METRICS = `
# TYPE grpc_server_calls_total counter
grpc_server_calls_total{method="RideDetailsService/BatchGetRides",code="OK"} 41
grpc_server_calls_total{method="RideDetailsService/BatchGetRides",code="UNAVAILABLE"} 1
grpc_server_calls_total{method="RideDetailsService/BatchGetCurrentRides",code="OK"} 8
grpc_server_calls_total{method="ParticipantService/TryAssignment",code="OK"} 900
grpc_server_call_duration_seconds_count{method="RideDetailsService/BatchGetRides",code="OK"} 41
`;

it('counts the calls that reads cause, and not those of assignments', () => {
  expect(readCallsIn(METRICS)).toBe(50);
  expect(readCallsIn('')).toBe(0);
});
