import type { Access } from '../servers/access';
import type { ExternalInfrastructure } from '../servers/external';
import type { TokenOptions } from './checkout/token-keys';
import { HOST, PORT_OFFSETS } from '../servers/port-block';
import type { FaultProxy } from '../servers/proxies/fault-proxy';
import type { ManagedProcess } from '../servers/processes/managed-process';
import { type ServiceName, serviceUrl, type SimulatorOptions } from './services';
import type { ProxyRequest } from './stack-proxies';

export interface StackOptions {
  /** Data, logs, passwords and stack.json; survives from one start to the next. */
  readonly folder: string;
  readonly portBase: number | 'free';
  /** False: no simulator. */
  readonly simulator: false | SimulatorOptions;
  /** Default: all. The simulator is asked for by `simulator` alone. */
  readonly services?: readonly Exclude<ServiceName, 'fleet-simulator'>[];
  /** Environment variables on top of each service's own. */
  readonly env?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
  /** Environment variables below each service's own. Default none. */
  readonly inherited?: Readonly<Record<string, string | undefined>>;
  /** Of sharing data, which ride-service and driver-service have on. Default: their own default. */
  readonly approaches?: readonly string[];
  /** Folders with other builds of services than that in dist/: each with its main.js. */
  readonly dist?: Partial<Record<ServiceName, string>>;
  /**
   * Fault proxies to place: `from` connects to `to` by way of one. They forward until `Stack.proxy` is told
   * otherwise, and are closed with the stack. Default none.
   */
  readonly proxies?: readonly ProxyRequest[];
  readonly external?: ExternalInfrastructure;
  /** False when dist/ is known to be fresh. Default true. */
  readonly build?: boolean;
  /** Told of each step. */
  readonly log?: (line: string) => void;
  /** Gives up starting, and stops what was started. */
  readonly signal?: AbortSignal;
}

export interface StackUrls {
  readonly gateway: string;
  readonly rideService: string;
  readonly driverService: string;
  readonly fleetSimulator: string;
  /** `host:port` */
  readonly rideServiceGrpc: string;
}

/** The whole running system. */
export interface Stack extends Access {
  readonly folder: string;
  /** Where Postgres keeps its data: elsewhere when its user cannot reach `folder`. */
  readonly dataFolder: string;
  readonly portBase: number;
  readonly urls: StackUrls;
  readonly processes: readonly ManagedProcess[];
  /** By name: postgres, nats, or a service. @throws StackError when there is none */
  process(name: string): ManagedProcess;
  /** A bearer token that the services take. */
  token(options: TokenOptions): Promise<string>;
  /** The fault proxy on this way. @throws StackError when none was asked for */
  proxy(from: ProxyRequest['from'], to: ProxyRequest['to']): FaultProxy;
  /**
   * Starts another process of a service that this stack runs, on further ports: named `driver-service-2` and so on,
   * told what the first one is told and `env` on top, stopped with the stack. Returns when it is ready.
   * @throws StackError when it does not get ready, or there have been five
   */
  addInstance(service: ServiceName, env?: Readonly<Record<string, string>>): Promise<ManagedProcess>;
  /** Stops all in good order: who asks before who answers. */
  stop(): Promise<void>;
  /** Ends all at once. */
  kill(): Promise<void>;
}

export const urlsOf = (portBase: number): StackUrls => ({
  gateway: serviceUrl('gateway', portBase),
  rideService: serviceUrl('ride-service', portBase),
  driverService: serviceUrl('driver-service', portBase),
  fleetSimulator: serviceUrl('fleet-simulator', portBase),
  rideServiceGrpc: `${HOST}:${portBase + PORT_OFFSETS.rideServiceGrpc}`,
});
