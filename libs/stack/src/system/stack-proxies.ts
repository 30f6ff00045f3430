import { serversOf } from '@ride-hailing/addresses';
import { HOST, PROXY_OFFSETS, type ServerPorts } from '../servers/port-block';
import { FaultProxy, type Target } from '../servers/proxies/fault-proxy';
import { StackError } from '../stack.errors';
import { Link } from './link';
import { startNodeProxies } from './node-proxies';
import { serviceEnvironment } from './service-process';
import type { Instances } from './service-places';
import { SERVICE_NAMES, type ServiceName, type Wiring } from './services';
import type { WantedPort } from './taken-ports';

/** A request for fault proxies between a service and one of its dependencies. */
export interface ProxyRequest {
  readonly from: ServiceName;
  /** `shared-store` is the cache and the files that services share; `ride-view` is Ride Service's published view. */
  readonly to: ServiceName | 'postgres' | 'nats' | 'shared-store' | 'ride-view';
}

/** The shared store is the broker unless these variables are set. A proxy before it does not affect events. */
const SHARED_STORE = ['SHARED_CACHE_URL', 'SHARED_FILES_URL'];

/** The variables with the addresses of each service's dependencies: `host:port`, or a URL with one. */
const ADDRESS_VARIABLES: Record<ServiceName, Partial<Record<ProxyRequest['to'], readonly string[]>>> = {
  'ride-service': {
    postgres: ['DATABASE_URL'],
    nats: ['NATS_URL'],
    gateway: ['COORDINATOR_GRPC_URL'],
    'shared-store': SHARED_STORE,
  },
  'driver-service': {
    postgres: ['DATABASE_URL'],
    nats: ['NATS_URL'],
    'ride-service': ['RIDE_SERVICE_GRPC_URL'],
    gateway: ['COORDINATOR_GRPC_URL'],
    'shared-store': SHARED_STORE,
    'ride-view': ['RIDE_VIEW_DATABASE_URL'],
  },
  gateway: {
    postgres: ['DATABASE_URL'],
    'ride-service': ['RIDE_SERVICE_HTTP_URL', 'RIDE_SERVICE_GRPC_URL'],
    'driver-service': ['DRIVER_SERVICE_HTTP_URL', 'DRIVER_SERVICE_GRPC_URL'],
  },
  'phone-access': { nats: ['NATS_URL'] },
  'fleet-simulator': { nats: ['NATS_URL'], gateway: ['GATEWAY_URL'] },
  dashboard: {},
};

/** The connections of `npm start` that can have faults. */
export const USUAL_PROXIES: readonly ProxyRequest[] = [
  { from: 'fleet-simulator', to: 'nats' },
  { from: 'fleet-simulator', to: 'gateway' },
  { from: 'gateway', to: 'ride-service' },
  { from: 'gateway', to: 'driver-service' },
  { from: 'gateway', to: 'postgres' },
  { from: 'driver-service', to: 'ride-service' },
  { from: 'driver-service', to: 'gateway' },
  { from: 'driver-service', to: 'nats' },
  { from: 'driver-service', to: 'postgres' },
  { from: 'ride-service', to: 'gateway' },
  { from: 'ride-service', to: 'nats' },
  { from: 'ride-service', to: 'postgres' },
];

/** Services may have several instances, each with a proxy. */
const isService = (to: ProxyRequest['to']): boolean => SERVICE_NAMES.some((name) => name === to);

const nameOf = ({ from, to }: { readonly from: string; readonly to: string }) => `${from} > ${to}`;

function variablesOf(request: ProxyRequest): readonly string[] {
  const variables = ADDRESS_VARIABLES[request.from][request.to];
  if (variables) return variables;
  const partners = Object.keys(ADDRESS_VARIABLES[request.from]).join(', ');
  throw new StackError(`no way for a proxy ${nameOf(request)}: ${request.from} talks to ${partners}`);
}

/** Matches an address with a single `host:port`, an optional scheme and login, and an optional path. */
const AUTHORITY = /^((?:\w+:\/\/)?(?:[^@/,]*@)?)([^@:/,]+):(\d+)((?:[/?][^,]*)?)$/;
/** Clients check that the certificate has the name of their server, which is a proxy's too if it is this machine's. */
const ENCRYPTED = /^(tls|https|rediss):|[?&]sslmode=(?!disable)/;

/** @throws StackError when the address names no port or several servers, or the connection is encrypted */
export function addressIn(variable: string, value: string): Target {
  const [, , host, port] = AUTHORITY.exec(value) ?? [];
  if (!host || !port)
    throw new StackError(`${variable} is not one host:port, so that no proxy can stand before it`);
  if (ENCRYPTED.test(value) && host !== HOST)
    throw new StackError(`${variable} is encrypted, so that no proxy can stand before it`);
  return { host, port: Number(port) };
}

/** The same address with its `host:port` replaced by `through`. */
export const rerouted = (value: string, through: string): string =>
  value.replace(AUTHORITY, `$1${through}$4`);

/** The ports that proxies may take: one for each address of each instance, although equal addresses share one. */
export function wantedProxyPorts(
  requests: readonly ProxyRequest[],
  portBase: number,
  instances: Instances = 1,
): WantedPort[] {
  const names = requests.flatMap((request) => {
    const addresses = variablesOf(request).length * (isService(request.to) ? instances : 1);
    return Array.from({ length: addresses }, () => nameOf(request));
  });
  return names.map((name, index) => {
    const offset = PROXY_OFFSETS[index];
    if (offset === undefined) throw new StackError(`at most ${PROXY_OFFSETS.length} proxies`);
    return { name, port: portBase + offset };
  });
}

/** Variables of services besides the wiring, as in the options of a stack. */
interface ServiceVariables {
  readonly inherited?: Readonly<Record<string, string | undefined>>;
  readonly env?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
  /** Takes the reason why a link gets no proxy. Default: the start fails. */
  readonly onSkip?: (line: string) => void;
}

/** The fault proxies of one stack. */
export class StackProxies {
  private readonly byName = new Map<string, Link>();
  private readonly variables = new Map<ServiceName, Record<string, string>>();
  private nextPort = 0;

  get links(): readonly Link[] {
    return [...this.byName.values()];
  }

  /** Places proxies before each server of a NATS cluster. Resolves with the ports and those of the proxies. */
  async placeBeforeNodes(ports: ServerPorts, portBase: number): Promise<ServerPorts> {
    const nextPort = () => portBase + (PROXY_OFFSETS[this.nextPort++] ?? 0);
    const placed = await startNodeProxies(ports, nextPort);
    for (const link of placed.links) this.byName.set(nameOf(link), link);
    return placed.ports;
  }

  /** @throws StackError when the service does not talk to that dependency, or a request comes twice */
  async start(
    requests: readonly ProxyRequest[],
    wiring: Wiring,
    { inherited, env, onSkip }: ServiceVariables = {},
  ): Promise<void> {
    wantedProxyPorts(requests, wiring.portBase, wiring.instances);
    for (const request of requests) {
      const { from } = request;
      const environment = serviceEnvironment(from, wiring, { inherited, overrides: env?.[from] });
      try {
        await this.place(request, environment, wiring.portBase);
      } catch (error) {
        if (!onSkip || !(error instanceof StackError)) throw error;
        onSkip(`No faults for connections ${nameOf(request)}: ${error.message}`);
      }
    }
  }

  /** The variables that route the service's connections through its proxies. */
  environmentOf(service: ServiceName): Readonly<Record<string, string>> {
    return this.variables.get(service) ?? {};
  }

  /** @throws StackError when there is no proxy between the two */
  between(from: string, to: string): Link {
    const link = this.byName.get(nameOf({ from, to }));
    if (link) return link;
    const names = [...this.byName.keys()].join(', ') || 'none';
    throw new StackError(`no proxy ${nameOf({ from, to })}; there are: ${names}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.links.map((link) => link.close()));
    this.nextPort = 0;
    this.byName.clear();
    this.variables.clear();
  }

  private async place(
    request: ProxyRequest,
    environment: Readonly<Record<string, string | undefined>>,
    portBase: number,
  ): Promise<void> {
    const { from, to } = request;
    const name = nameOf(request);
    if (this.byName.has(name)) throw new StackError(`the proxy ${name} is asked for twice`);
    const fallback = to === 'shared-store' ? environment.NATS_URL : undefined;
    const addresses = variablesOf(request).flatMap((variable) => {
      const value = environment[variable] || fallback || '';
      const instances = isService(to) ? serversOf(value) : [value];
      return instances.map((one) => ({ variable, value: one, target: addressIn(variable, one) }));
    });
    const proxies = new Map<string, FaultProxy>();
    const through: Record<string, string[]> = {};
    for (const { variable, value, target } of addresses) {
      const key = `${target.host}:${target.port}`;
      const port = portBase + (PROXY_OFFSETS[this.nextPort] ?? 0);
      const proxy = proxies.get(key) ?? (await FaultProxy.start(target, port));
      if (!proxies.has(key)) this.nextPort += 1;
      proxies.set(key, proxy);
      (through[variable] ??= []).push(rerouted(value, proxy.address));
    }
    const lists = Object.entries(through).map(([variable, all]) => [variable, all.join(',')] as const);
    this.byName.set(name, new Link(from, to, [...proxies.values()]));
    this.variables.set(from, { ...this.variables.get(from), ...Object.fromEntries<string>(lists) });
  }
}
