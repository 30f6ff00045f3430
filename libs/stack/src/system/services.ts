import { TOKEN_AUDIENCE } from '@ride-hailing/contracts/without-grpc';
import type { Access } from '../servers/access';
import type { DatabaseService, NatsUser } from '../servers/secrets';
import type { TokenKeys } from './checkout/token-keys';
import { HOST, PORT_OFFSETS } from '../servers/port-block';

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

const portOf = (base: number, name: keyof typeof PORT_OFFSETS) => String(base + PORT_OFFSETS[name]);
const httpOf = (base: number, name: keyof typeof PORT_OFFSETS) => `http://${HOST}:${portOf(base, name)}`;

const grpcOf = (base: number, name: keyof typeof PORT_OFFSETS) => `${HOST}:${portOf(base, name)}`;

const database = (access: Access, service: DatabaseService) => ({
  DATABASE_URL: access.databaseUrl(service),
});

const broker = (access: Access, service: Exclude<NatsUser, 'operator'>) => {
  const { user, password } = access.credentials(service);
  return { NATS_URL: access.natsUrl, NATS_USER: user, NATS_PASSWORD: password };
};

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
    environment: ({ access, portBase, tokenKeys, approaches, dashboard }) => ({
      HTTP_PORT: portOf(portBase, 'rideServiceHttp'),
      GRPC_PORT: portOf(portBase, 'rideServiceGrpc'),
      COORDINATOR_GRPC_URL: grpcOf(portBase, 'gatewayGrpc'),
      ...tokenVerification(tokenKeys),
      ...database(access, 'ride-service'),
      ...broker(access, 'ride-service'),
      ...approachesVariable(approaches),
      ...tracing(portBase, dashboard),
    }),
  },
  'driver-service': {
    title: 'hybrid consumer: driver updates and ride events in, details over gRPC',
    ports: ['driverServiceHttp', 'driverServiceGrpc'],
    needs: ['postgres', 'nats', 'ride-service'],
    environment: ({ access, portBase, tokenKeys, approaches, dashboard }) => ({
      HTTP_PORT: portOf(portBase, 'driverServiceHttp'),
      GRPC_PORT: portOf(portBase, 'driverServiceGrpc'),
      RIDE_SERVICE_GRPC_URL: grpcOf(portBase, 'rideServiceGrpc'),
      COORDINATOR_GRPC_URL: grpcOf(portBase, 'gatewayGrpc'),
      // `?cache=` compares the caching choices without a restart.
      ALLOW_CHOICE_PER_REQUEST: 'true',
      ...tokenVerification(tokenKeys),
      ...database(access, 'driver-service'),
      RIDE_VIEW_DATABASE_URL: access.rideViewUrl(),
      ...broker(access, 'driver-service'),
      ...approachesVariable(approaches),
      ...tracing(portBase, dashboard),
    }),
  },
  gateway: {
    title: 'public entry, and the coordinator of assignments',
    ports: ['gateway', 'gatewayGrpc'],
    needs: ['postgres', 'ride-service', 'driver-service'],
    environment: ({ access, portBase, tokenKeys, dashboard }) => ({
      HTTP_PORT: portOf(portBase, 'gateway'),
      GRPC_PORT: portOf(portBase, 'gatewayGrpc'),
      RIDE_SERVICE_HTTP_URL: httpOf(portBase, 'rideServiceHttp'),
      DRIVER_SERVICE_HTTP_URL: httpOf(portBase, 'driverServiceHttp'),
      RIDE_SERVICE_GRPC_URL: grpcOf(portBase, 'rideServiceGrpc'),
      DRIVER_SERVICE_GRPC_URL: grpcOf(portBase, 'driverServiceGrpc'),
      ...tokenVerification(tokenKeys),
      ...database(access, 'gateway'),
      ...tracing(portBase, dashboard),
    }),
  },
  'fleet-simulator': {
    title: "the drivers' phones, and a few riders",
    ports: ['fleetSimulatorHttp'],
    needs: ['nats', 'gateway'],
    environment: ({ access, portBase, tokenKeys, simulator, dashboard }) => ({
      HTTP_PORT: portOf(portBase, 'fleetSimulatorHttp'),
      GATEWAY_URL: httpOf(portBase, 'gateway'),
      JWT_PRIVATE_KEY: tokenKeys.privateKey,
      ...tokenVerification(tokenKeys),
      ...broker(access, 'fleet-simulator'),
      ...(simulator.drivers !== undefined && { DRIVERS: String(simulator.drivers) }),
      ...(simulator.ridesPerSecond !== undefined && { RIDES_PER_SECOND: String(simulator.ridesPerSecond) }),
      ...tracing(portBase, dashboard),
    }),
  },
  dashboard: {
    title: 'the page that shows the system',
    ports: ['dashboardHttp'],
    needs: ['nats', 'gateway'],
    environment: ({ access, portBase, tokenKeys, approaches, dashboard }) => ({
      HTTP_PORT: portOf(portBase, 'dashboardHttp'),
      GATEWAY_URL: httpOf(portBase, 'gateway'),
      RIDE_SERVICE_URL: httpOf(portBase, 'rideServiceHttp'),
      DRIVER_SERVICE_URL: httpOf(portBase, 'driverServiceHttp'),
      FLEET_SIMULATOR_URL: httpOf(portBase, 'fleetSimulatorHttp'),
      JWT_PRIVATE_KEY: tokenKeys.privateKey,
      JWT_AUDIENCE: TOKEN_AUDIENCE,
      ...broker(access, 'dashboard'),
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

const isRequired = (name: ServiceName): name is RequiredService =>
  !OPTIONAL_SERVICES.some((optional) => optional === name);

export const REQUIRED_SERVICES = SERVICE_NAMES.filter(isRequired);

/** The base URL of a service's HTTP server. */
export const serviceUrl = (service: ServiceName, portBase: number): string =>
  httpOf(portBase, SERVICES[service].ports[0]);

/** Every port on which these services listen, with the name of the service. */
export const portsOf = (services: readonly ServiceName[], portBase: number) =>
  services.flatMap((name) =>
    SERVICES[name].ports.map((port) => ({ name, port: portBase + PORT_OFFSETS[port] })),
  );
