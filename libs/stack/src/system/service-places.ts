import { HOST, INSTANCE_OFFSETS, PORT_OFFSETS } from '../servers/port-block';

/** How many processes each required service has from the start. Default 1. */
export type Instances = 1 | 2;

export const portOf = (base: number, name: keyof typeof PORT_OFFSETS) => String(base + PORT_OFFSETS[name]);
export const httpOf = (base: number, name: keyof typeof PORT_OFFSETS) =>
  `http://${HOST}:${portOf(base, name)}`;

/** The ports of second instances, by the names of the first ones' ports. */
export const SECOND_OFFSETS = {
  rideServiceHttp: INSTANCE_OFFSETS[0].http,
  rideServiceGrpc: INSTANCE_OFFSETS[0].grpc,
  driverServiceHttp: INSTANCE_OFFSETS[1].http,
  driverServiceGrpc: INSTANCE_OFFSETS[1].grpc,
  gateway: INSTANCE_OFFSETS[2].http,
  gatewayGrpc: INSTANCE_OFFSETS[2].grpc,
} as const;

/** All instances, as callers list them. */
const listOf = (base: number, name: keyof typeof SECOND_OFFSETS, instances: Instances = 1, scheme = '') =>
  [PORT_OFFSETS[name], SECOND_OFFSETS[name]]
    .slice(0, instances)
    .map((offset) => `${scheme}${HOST}:${base + offset}`)
    .join(',');

type Place = Parameters<typeof listOf>;
export const grpcOf = (...[base, name, instances]: Place) => listOf(base, name, instances);
export const allHttpOf = (...[base, name, instances]: Place) => listOf(base, name, instances, 'http://');
