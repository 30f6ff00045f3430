import { sumOf } from '@ride-hailing/testing';
import { must } from './http';
import type { System } from './system';

export const metricsOf = (url: string): Promise<string> => must<string>(`${url}/metrics`);

/** How many gRPC calls Ride Service has answered. */
export async function grpcCallsServed(system: System): Promise<number> {
  return sumOf(await metricsOf(system.rideService), 'grpc_server_calls_total');
}
