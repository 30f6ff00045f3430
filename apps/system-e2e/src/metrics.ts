import { must } from './http';
import type { System } from './system';

/** The sum of all samples of one metric in the Prometheus text format, whatever their labels. */
export function sumOf(metricsText: string, name: string, labels = ''): number {
  return metricsText
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => line.includes(labels))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

export const metricsOf = (url: string): Promise<string> => must<string>(`${url}/metrics`);

/** How many BatchGetRides the owner has answered. */
export async function grpcCallsServed(system: System): Promise<number> {
  return sumOf(await metricsOf(system.rideService), 'grpc_server_calls_total');
}
