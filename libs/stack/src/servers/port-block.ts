import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { StackError } from '../stack.errors';

/** Every port of the system is the port base plus one of these offsets. */
export const PORT_OFFSETS = {
  gateway: 0,
  rideServiceHttp: 1,
  driverServiceHttp: 2,
  fleetSimulatorHttp: 3,
  dashboardHttp: 4,
  phoneAccessHttp: 20,
  gatewayGrpc: 10,
  rideServiceGrpc: 11,
  driverServiceGrpc: 12,
  nats: 22,
  postgres: 32,
} as const;

/** The three servers of a NATS cluster listen on the port base plus these offsets: for clients, and for each other. */
export const NATS_CLUSTER_OFFSETS = [
  { client: PORT_OFFSETS.nats, route: 25 },
  { client: 23, route: 26 },
  { client: 24, route: 27 },
] as const;

/** The second Postgres of a pair listens on the port base plus this offset. */
export const STANDBY_OFFSET = 31;

/** Fault proxies listen on the port base plus these offsets, in the order of their requests. */
export const PROXY_OFFSETS = [
  ...Array.from({ length: 16 }, (_, index) => 33 + index),
  ...[13, 14, 21, 28, 29, 30],
];

/** Further instances of services listen on the port base plus these offsets, in the order in which they start. */
export const INSTANCE_OFFSETS = [
  { http: 5, grpc: 15 },
  { http: 6, grpc: 16 },
  { http: 7, grpc: 17 },
  { http: 8, grpc: 18 },
  { http: 9, grpc: 19 },
] as const;

interface NatsPorts {
  readonly client: number;
  /** For the other servers of a cluster. */
  readonly route: number;
  /** The fault proxies before this server: that for clients, and those through which it connects to the others. */
  readonly proxies?: { readonly client: number; readonly routes: readonly number[] };
}

/** The ports on which NATS and Postgres listen: one server of each, or three of NATS and two of Postgres in a cluster. */
export interface ServerPorts {
  readonly nats: readonly NatsPorts[];
  readonly postgres: readonly number[];
}

/** Where the servers of a system with this base listen. */
export function serverPorts(portBase: number, isCluster = false): ServerPorts {
  const nats = NATS_CLUSTER_OFFSETS.map(({ client, route }) => ({
    client: portBase + client,
    route: portBase + route,
  }));
  const postgres = [PORT_OFFSETS.postgres, STANDBY_OFFSET].map((offset) => portBase + offset);
  return isCluster ? { nats, postgres } : { nats: nats.slice(0, 1), postgres: postgres.slice(0, 1) };
}

export const isCluster = ({ nats }: ServerPorts): boolean => nats.length > 1;

export const DEFAULT_PORT_BASE = 3000;
export const HOST = '127.0.0.1';

// Below the ephemeral range (32768 to 60999), in which the socket of any client may occupy a port.
const FREE_FROM = 12_000;
const FREE_BELOW = 32_000;
const BLOCK = 50;
const GUARD_OFFSET = BLOCK - 1;
const TRIES = 100;

/** Ports `base` to `base + 48`, reserved against other runs until `release()` or the end of the process. */
export interface PortBlock {
  readonly base: number;
  release(): Promise<void>;
}

const listen = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: HOST, exclusive: true }, () => resolve(server));
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** True when a server could listen on the port now. */
async function isPortFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (server) await close(server);
  return server !== undefined;
}

/** The ports of the list on which another program listens. */
export async function takenPorts(ports: readonly number[]): Promise<number[]> {
  const free = await Promise.all(ports.map(isPortFree));
  return ports.filter((_, index) => !free[index]);
}

/**
 * Reserves a block of free ports. Listening on its last port keeps concurrent runs from getting the same block, even
 * before either of them has started a server.
 * @throws StackError when no block is free
 */
export async function reservePortBlock(): Promise<PortBlock> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const base = FREE_FROM + BLOCK * randomInt((FREE_BELOW - FREE_FROM) / BLOCK);
    const guard = await listen(base + GUARD_OFFSET);
    if (!guard) continue;
    guard.unref();
    const instances = INSTANCE_OFFSETS.flatMap(({ http, grpc }) => [http, grpc]);
    const nodes = NATS_CLUSTER_OFFSETS.flatMap(({ client, route }) => [client, route]);
    const servers = [...Object.values(PORT_OFFSETS), ...nodes, STANDBY_OFFSET];
    const offsets = [...new Set([...servers, ...PROXY_OFFSETS, ...instances])];
    const wanted = offsets.map((offset) => base + offset);
    if ((await takenPorts(wanted)).length === 0) return { base, release: () => close(guard) };
    await close(guard);
  }
  throw new StackError(`no free ports found between ${FREE_FROM} and ${FREE_BELOW}`);
}
