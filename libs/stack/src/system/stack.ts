import type { Access } from '../servers/access';
import type { ExternalInfrastructure } from '../servers/external';
import type { TokenOptions } from './checkout/token-keys';
import { HOST, PORT_OFFSETS } from '../servers/port-block';
import type { ManagedProcess } from '../servers/processes/managed-process';
import type { Link } from './link';
import type { Instances } from './service-places';
import { type RequiredService, type ServiceName, serviceUrl, type SimulatorOptions } from './services';
import type { ProxyRequest } from './stack-proxies';

export interface StackOptions {
  /** Holds data, logs, passwords and stack.json, and survives restarts. */
  readonly folder: string;
  readonly portBase: number | 'free';
  /**
   * True runs three servers of NATS, which keep each stream on all of them, and a primary of Postgres with a synchronous
   * standby, in place of one server each. Their data are apart from those of single servers. `partitionable` also places
   * fault proxies before each server of NATS: `proxy('nats-1', 'nats')` has all of its connections. Default false.
   */
  readonly cluster?: boolean | 'partitionable';
  /**
   * True: services and servers have certificates, kept in `folder`, and take no connection in the clear; not with `cluster`.
   * Default false.
   */
  readonly tls?: boolean;
  /** False starts no simulator. */
  readonly simulator: false | SimulatorOptions;
  /** Default: all. The simulator and the dashboard have options of their own. */
  readonly services?: readonly RequiredService[];
  /**
   * How many processes each of them has; the second ones are named `gateway-2` and so on. Callers share their requests among
   * all. Default 1.
   */
  readonly instances?: Instances;
  /** True runs the page that shows the system; services send it their traces. Default false. */
  readonly dashboard?: boolean;
  /** Variables that override each service's own. */
  readonly env?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
  /** Variables that each service's own override. Default none. */
  readonly inherited?: Readonly<Record<string, string | undefined>>;
  /** Approaches to sharing data of ride-service and driver-service. Default: their own default. */
  readonly approaches?: readonly string[];
  /** Folders with builds that replace those in dist/, each with a main.js. */
  readonly dist?: Partial<Record<ServiceName, string>>;
  /**
   * Fault proxies through which `from` connects to `to`. They only forward until `Stack.proxy` sets faults, and close
   * with the stack. `usual`: those of npm start, except where the address of a dependency allows none. Default none.
   */
  readonly proxies?: readonly ProxyRequest[] | 'usual';
  /** True serves the control API on a socket in `folder`. Default false. */
  readonly control?: boolean;
  readonly external?: ExternalInfrastructure;
  /** False when dist/ is up to date. Default true. */
  readonly build?: boolean;
  /** Receives a line for each step. */
  readonly log?: (line: string) => void;
  /** Aborts the start, and stops what was started. */
  readonly signal?: AbortSignal;
}

export interface StackUrls {
  readonly gateway: string;
  readonly rideService: string;
  readonly driverService: string;
  readonly fleetSimulator: string;
  /** With the key that opens the page; undefined without a dashboard. */
  readonly dashboard?: string;
  /** `host:port` */
  readonly rideServiceGrpc: string;
}

/** The whole running system. */
export interface Stack extends Access {
  readonly folder: string;
  /** The folder of Postgres' data: another one when the user of Postgres cannot reach `folder`. */
  readonly dataFolder: string;
  readonly portBase: number;
  readonly urls: StackUrls;
  readonly processes: readonly ManagedProcess[];
  /**
   * @param name postgres, nats, or a service; in a cluster postgres, postgres-standby, nats-1 to nats-3
   * @throws StackError when there is no such process
   */
  process(name: string): ManagedProcess;
  /** A bearer token that the services accept. */
  token(options: TokenOptions): Promise<string>;
  /** The fault proxies between the two. @throws StackError when the options did not request it */
  proxy(from: ProxyRequest['from'] | `nats-${1 | 2 | 3}`, to: ProxyRequest['to']): Link;
  /**
   * Starts another process of a running service on further ports, named `driver-service-2` and so on, with the variables of
   * the first one and `env`. Resolves when it is ready; it stops with the stack. Callers do not learn its address.
   * @throws StackError when it does not become ready, or there are five already
   */
  addInstance(service: ServiceName, env?: Readonly<Record<string, string>>): Promise<ManagedProcess>;
  /** Stops all processes gracefully, callers before the servers that they call. */
  stop(): Promise<void>;
  /** Kills all processes at once. */
  kill(): Promise<void>;
}

export const urlsOf = (portBase: number, dashboardKey?: string): StackUrls => ({
  gateway: serviceUrl('gateway', portBase),
  rideService: serviceUrl('ride-service', portBase),
  driverService: serviceUrl('driver-service', portBase),
  fleetSimulator: serviceUrl('fleet-simulator', portBase),
  ...(dashboardKey && { dashboard: `${serviceUrl('dashboard', portBase)}/?key=${dashboardKey}` }),
  rideServiceGrpc: `${HOST}:${portBase + PORT_OFFSETS.rideServiceGrpc}`,
});
