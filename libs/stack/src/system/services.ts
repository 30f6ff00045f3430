import { TOKEN_AUDIENCE } from '@ride-hailing/contracts/without-grpc';
import { type Access, brokerVariables, tlsVariable } from '../servers/access';
import type { DatabaseService } from '../servers/secrets';
import type { TokenKeys } from './checkout/token-keys';
import { INSTANCE_OFFSETS, PORT_OFFSETS } from '../servers/port-block';
import { allHttpOf, grpcOf, httpOf, type Instances, portOf, SECOND_OFFSETS } from './service-places';

/** The load that the simulator makes. */
export interface SimulatorOptions {
  readonly drivers?: number;
  readonly ridesPerSecond?: number;
}

export interface Wiring {
  readonly access: Access;
  readonly portBase: number;
  readonly tokenKeys: TokenKeys;
  readonly simulator: SimulatorOptions;
  readonly instances?: Instances;
  /** Approaches to sharing data. Default: the services' own variables, then their own default. */
  readonly approaches?: readonly string[];
  /** Absent without a dashboard, to which services send their traces. */
  readonly dashboard?: DashboardWiring;
}

interface DashboardWiring {
  /** Opens the page, as a part of its address. */
  readonly key: string;
  /** The path of the control API's socket. Absent: the page can only watch. */
  readonly controlSocket?: string;
}

export interface ServiceDescription {
  readonly title: string;
  /** Its ports, by their names in PORT_OFFSETS; the first one serves /health/ready. */
  readonly ports: readonly (keyof typeof PORT_OFFSETS)[];
  /** For readers only: its dependencies. The service starts without them and waits for them itself. */
  readonly needs: readonly string[];
  readonly environment: (wiring: Wiring) => Record<string, string>;
}

const database = (access: Access, service: DatabaseService) => ({
  DATABASE_URL: access.databaseUrl(service),
});

const tokenVerification = ({ publicKey }: TokenKeys) => ({
  JWT_PUBLIC_KEY: publicKey,
  JWT_AUDIENCE: TOKEN_AUDIENCE,
});

const approachesVariable = (approaches: Wiring['approaches']): Record<string, string> =>
  approaches ? { APPROACHES: approaches.join(',') } : {};

/** Where services send their spans while there is a dashboard. */
const tracing = (portBase: number, dashboard: Wiring['dashboard']): Record<string, string> =>
  dashboard ? { OTEL_EXPORTER_OTLP_ENDPOINT: httpOf(portBase, 'dashboardHttp') } : {};

/** The system on one page: every service, its ports, its dependencies, and the variables with their addresses. */
export const SERVICES = {
  'ride-service': {
    title: 'owner of rides: HTTP commands, gRPC details, events by outbox',
    ports: ['rideServiceHttp', 'rideServiceGrpc'],
    needs: ['postgres', 'nats'],
    environment: ({ access, portBase, instances, tokenKeys, approaches, dashboard }) => ({
      HTTP_PORT: portOf(portBase, 'rideServiceHttp'),
      GRPC_PORT: portOf(portBase, 'rideServiceGrpc'),
      COORDINATOR_GRPC_URL: grpcOf(portBase, 'gatewayGrpc', instances),
      ...tokenVerification(tokenKeys),
      ...database(access, 'ride-service'),
      ...brokerVariables(access, 'ride-service'),
      ...approachesVariable(approaches),
      ...tracing(portBase, dashboard),
    }),
  },
  'driver-service': {
    title: 'hybrid consumer: driver updates and ride events in, details over gRPC',
    ports: ['driverServiceHttp', 'driverServiceGrpc'],
    needs: ['postgres', 'nats', 'ride-service'],
    environment: ({ access, portBase, instances, tokenKeys, approaches, dashboard }) => ({
      HTTP_PORT: portOf(portBase, 'driverServiceHttp'),
      GRPC_PORT: portOf(portBase, 'driverServiceGrpc'),
      RIDE_SERVICE_GRPC_URL: grpcOf(portBase, 'rideServiceGrpc', instances),
      COORDINATOR_GRPC_URL: grpcOf(portBase, 'gatewayGrpc', instances),
      // `?cache=` compares the caching choices without a restart.
      ALLOW_CHOICE_PER_REQUEST: 'true',
      ...tokenVerification(tokenKeys),
      ...database(access, 'driver-service'),
      RIDE_VIEW_DATABASE_URL: access.rideViewUrl(),
      ...brokerVariables(access, 'driver-service'),
      ...approachesVariable(approaches),
      ...tracing(portBase, dashboard),
    }),
  },
  gateway: {
    title: 'public entry, and the coordinator of assignments',
    ports: ['gateway', 'gatewayGrpc'],
    needs: ['postgres', 'ride-service', 'driver-service'],
    environment: ({ access, portBase, instances, tokenKeys, dashboard }) => ({
      HTTP_PORT: portOf(portBase, 'gateway'),
      GRPC_PORT: portOf(portBase, 'gatewayGrpc'),
      RIDE_SERVICE_HTTP_URL: allHttpOf(portBase, 'rideServiceHttp', instances),
      DRIVER_SERVICE_HTTP_URL: allHttpOf(portBase, 'driverServiceHttp', instances),
      RIDE_SERVICE_GRPC_URL: grpcOf(portBase, 'rideServiceGrpc', instances),
      DRIVER_SERVICE_GRPC_URL: grpcOf(portBase, 'driverServiceGrpc', instances),
      ...tokenVerification(tokenKeys),
      ...database(access, 'gateway'),
      ...tlsVariable(access, 'gateway'),
      ...tracing(portBase, dashboard),
    }),
  },
  'phone-access': {
    title: "decides for the broker what each driver's phone may do",
    ports: ['phoneAccessHttp'],
    needs: ['nats'],
    environment: ({ access, portBase, tokenKeys, dashboard }) => ({
      HTTP_PORT: portOf(portBase, 'phoneAccessHttp'),
      PHONE_ISSUER_SEED: access.phoneIssuerSeed,
      ...tokenVerification(tokenKeys),
      ...brokerVariables(access, 'phone-access'),
      ...tracing(portBase, dashboard),
    }),
  },
  'fleet-simulator': {
    title: "the drivers' phones, and a few riders",
    ports: ['fleetSimulatorHttp'],
    needs: ['nats', 'phone-access', 'gateway'],
    environment: ({ access, portBase, instances, tokenKeys, simulator, dashboard }) => ({
      HTTP_PORT: portOf(portBase, 'fleetSimulatorHttp'),
      GATEWAY_URL: allHttpOf(portBase, 'gateway', instances),
      JWT_PRIVATE_KEY: tokenKeys.privateKey,
      ...tokenVerification(tokenKeys),
      NATS_URL: access.natsUrl,
      ...tlsVariable(access, 'fleet-simulator'),
      ...(simulator.drivers !== undefined && { DRIVERS: String(simulator.drivers) }),
      ...(simulator.ridesPerSecond !== undefined && { RIDES_PER_SECOND: String(simulator.ridesPerSecond) }),
      ...tracing(portBase, dashboard),
    }),
  },
  dashboard: {
    title: 'the page that shows the system',
    ports: ['dashboardHttp'],
    needs: ['nats', 'gateway'],
    environment: ({ access, portBase, instances, tokenKeys, approaches, dashboard }) => ({
      HTTP_PORT: portOf(portBase, 'dashboardHttp'),
      GATEWAY_URL: allHttpOf(portBase, 'gateway', instances),
      RIDE_SERVICE_URL: allHttpOf(portBase, 'rideServiceHttp', instances),
      DRIVER_SERVICE_URL: allHttpOf(portBase, 'driverServiceHttp', instances),
      FLEET_SIMULATOR_URL: httpOf(portBase, 'fleetSimulatorHttp'),
      JWT_PRIVATE_KEY: tokenKeys.privateKey,
      JWT_AUDIENCE: TOKEN_AUDIENCE,
      ...brokerVariables(access, 'dashboard'),
      ...approachesVariable(approaches),
      ...(dashboard && { DASHBOARD_KEY: dashboard.key }),
      ...(dashboard?.controlSocket && { CONTROL_SOCKET: dashboard.controlSocket }),
    }),
  },
} as const satisfies Record<string, ServiceDescription>;

export type ServiceName = keyof typeof SERVICES;

export const SERVICE_NAMES = Object.keys(SERVICES) as ServiceName[];

/** Services that run only on request. */
export const OPTIONAL_SERVICES = ['fleet-simulator', 'dashboard'] as const;
export type RequiredService = Exclude<ServiceName, (typeof OPTIONAL_SERVICES)[number]>;

export const isRequired = (name: ServiceName): name is RequiredService =>
  !OPTIONAL_SERVICES.some((optional) => optional === name);

export const REQUIRED_SERVICES = SERVICE_NAMES.filter(isRequired);

/** The base URL of a service's HTTP server. */
export const serviceUrl = (service: ServiceName, portBase: number): string =>
  httpOf(portBase, SERVICES[service].ports[0]);

/** The name of another process of a service: the second one is number 2. */
export const instanceName = (service: ServiceName, number: number): string => `${service}-${number}`;

/** The service whose process has this name; undefined for a server. */
export const serviceNamed = (process: string): ServiceName | undefined =>
  SERVICE_NAMES.find((name) => name === process.replace(/-\d+$/, ''));

/** The ports of a service's second instance, relative to the port base. */
export const secondOffsets = (service: RequiredService): { readonly http: number; readonly grpc: number } => {
  // It has no gRPC server.
  if (service === 'phone-access') return INSTANCE_OFFSETS[3];
  const [http, grpc] = SERVICES[service].ports;
  return { http: SECOND_OFFSETS[http], grpc: SECOND_OFFSETS[grpc] };
};

/** Every port on which these services listen, with the name of the process. */
export const portsOf = (services: readonly ServiceName[], portBase: number, instances: Instances = 1) =>
  services.flatMap((service) => {
    const ports: readonly (keyof typeof PORT_OFFSETS)[] = SERVICES[service].ports;
    const first = ports.map((port) => ({ name: `${service}`, port: portBase + PORT_OFFSETS[port] }));
    if (instances === 1 || !isRequired(service)) return first;
    const second = Object.values(secondOffsets(service));
    return [
      ...first,
      ...second.map((offset) => ({ name: instanceName(service, 2), port: portBase + offset })),
    ];
  });
