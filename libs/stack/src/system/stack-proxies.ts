import { PROXY_OFFSETS } from '../servers/port-block';
import { FaultProxy, type Target } from '../servers/proxies/fault-proxy';
import { StackError } from '../stack.errors';
import { serviceEnvironment } from './service-process';
import type { ServiceName, Wiring } from './services';
import type { WantedPort } from './taken-ports';

/** A request for a fault proxy between a service and one of its dependencies. */
export interface ProxyRequest {
  readonly from: ServiceName;
  /** `shared-store` is the cache and the files that services share; `ride-view` is Ride Service's published view. */
  readonly to: ServiceName | 'postgres' | 'nats' | 'shared-store' | 'ride-view';
}

/** The shared store is the broker unless these variables are set. A proxy before it does not affect events. */
const SHARED_STORE = ['SHARED_CACHE_URL', 'SHARED_FILES_URL'];

/** The variables with the addresses of each service's dependencies: `host:port`, or a URL with one. */
const ADDRESS_VARIABLES: Record<ServiceName, Partial<Record<ProxyRequest['to'], readonly string[]>>> = {
  'ride-service': { postgres: ['DATABASE_URL'], nats: ['NATS_URL'], 'shared-store': SHARED_STORE },
  'driver-service': {
    postgres: ['DATABASE_URL'],
    nats: ['NATS_URL'],
    'ride-service': ['RIDE_SERVICE_GRPC_URL'],
    'shared-store': SHARED_STORE,
    'ride-view': ['RIDE_VIEW_DATABASE_URL'],
  },
  gateway: {
    postgres: ['DATABASE_URL'],
    'ride-service': ['RIDE_SERVICE_HTTP_URL'],
    'driver-service': ['DRIVER_SERVICE_HTTP_URL'],
  },
  'fleet-simulator': { nats: ['NATS_URL'], gateway: ['GATEWAY_URL'] },
  dashboard: { nats: ['NATS_URL'], gateway: ['GATEWAY_URL'] },
};

const nameOf = ({ from, to }: ProxyRequest) => `${from} > ${to}`;

function variablesOf(request: ProxyRequest): readonly string[] {
  const variables = ADDRESS_VARIABLES[request.from][request.to];
  if (variables) return variables;
  const partners = Object.keys(ADDRESS_VARIABLES[request.from]).join(', ');
  throw new StackError(`no way for a proxy ${nameOf(request)}: ${request.from} talks to ${partners}`);
}

/** Matches an address with a single `host:port`, an optional scheme and login, and an optional path. */
const AUTHORITY = /^((?:\w+:\/\/)?(?:[^@/,]*@)?)([^@:/,]+):(\d+)((?:[/?][^,]*)?)$/;

/** @throws StackError when the address names no port, or several servers */
export function addressIn(variable: string, value: string): Target {
  const [, , host, port] = AUTHORITY.exec(value) ?? [];
  if (host && port) return { host, port: Number(port) };
  throw new StackError(`${variable} is not one host:port, so that no proxy can stand before it`);
}

/** @throws StackError when the addresses are those of several servers */
function targetOf(addresses: Readonly<Record<string, string>>): Target {
  const targets = Object.entries(addresses).map(([variable, address]) => addressIn(variable, address));
  const [first, ...others] = targets;
  if (first && others.every(({ host, port }) => host === first.host && port === first.port)) return first;
  throw new StackError(
    `${Object.keys(addresses).join(' and ')} name several servers: one proxy cannot stand before them`,
  );
}

/** The same address with its `host:port` replaced by `through`. */
export const rerouted = (value: string, through: string): string =>
  value.replace(AUTHORITY, `$1${through}$4`);

export const wantedProxyPorts = (requests: readonly ProxyRequest[], portBase: number): WantedPort[] =>
  requests.map((request, index) => {
    const offset = PROXY_OFFSETS[index];
    if (offset === undefined) throw new StackError(`at most ${PROXY_OFFSETS.length} proxies`);
    return { name: nameOf(request), port: portBase + offset };
  });

/** Variables of services besides the wiring, as in the options of a stack. */
interface ServiceVariables {
  readonly inherited?: Readonly<Record<string, string | undefined>>;
  readonly env?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
}

/** The fault proxies of one stack. */
export class StackProxies {
  private readonly proxies = new Map<string, FaultProxy>();
  private readonly variables = new Map<ServiceName, Record<string, string>>();

  /** @throws StackError when the service does not talk to that dependency, or a request comes twice */
  async start(
    requests: readonly ProxyRequest[],
    wiring: Wiring,
    { inherited, env }: ServiceVariables = {},
  ): Promise<void> {
    const ports = wantedProxyPorts(requests, wiring.portBase);
    for (const [index, request] of requests.entries()) {
      const name = nameOf(request);
      if (this.proxies.has(name)) throw new StackError(`the proxy ${name} is asked for twice`);
      const environment = serviceEnvironment(request.from, wiring, {
        inherited,
        overrides: env?.[request.from],
      });
      const fallback = request.to === 'shared-store' ? environment.NATS_URL : undefined;
      const addresses = Object.fromEntries(
        variablesOf(request).map((variable) => [variable, environment[variable] || fallback || '']),
      );
      const proxy = await FaultProxy.start(targetOf(addresses), ports[index]?.port);
      this.proxies.set(name, proxy);
      const throughIt = Object.entries(addresses).map(([variable, address]) => [
        variable,
        rerouted(address, proxy.address),
      ]);
      this.variables.set(request.from, {
        ...this.variables.get(request.from),
        ...(Object.fromEntries(throughIt) as Record<string, string>),
      });
    }
  }

  /** The variables that route the service's connections through its proxies. */
  environmentOf(service: ServiceName): Readonly<Record<string, string>> {
    return this.variables.get(service) ?? {};
  }

  /** @throws StackError when there is no proxy between the two */
  between(from: ProxyRequest['from'], to: ProxyRequest['to']): FaultProxy {
    const proxy = this.proxies.get(nameOf({ from, to }));
    if (proxy) return proxy;
    const names = [...this.proxies.keys()].join(', ') || 'none';
    throw new StackError(`no proxy ${nameOf({ from, to })}; there are: ${names}`);
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies.values()].map((proxy) => proxy.close()));
    this.proxies.clear();
    this.variables.clear();
  }
}
