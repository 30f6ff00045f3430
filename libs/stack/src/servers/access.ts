import { urlOfDatabase } from '@ride-hailing/addresses';
import { filesIn } from '@ride-hailing/certificates';
import type { Identity, TlsFolders } from './certificates/certificates';
import type { ExternalInfrastructure } from './external';
import { HOST, isCluster, type ServerPorts } from './port-block';
import {
  type DatabaseLogin,
  type DatabaseService,
  databaseName,
  type NatsUser,
  type Secrets,
} from './secrets';

const RIDE_VIEW_ROLE = 'driver_service_ride_view';

export interface Credentials {
  readonly user: NatsUser;
  readonly password: string;
}

/** The addresses of the infrastructure, and the logins to it. */
export interface Access {
  /** The folder with the certificates of an identity; undefined when connections are in the clear. */
  tlsFolder(identity: Identity): string | undefined;
  readonly natsUrl: string;
  /** On how many servers each stream is kept; undefined where STREAM_REPLICAS of the environment says it. */
  readonly streamReplicas?: number;
  credentials(user: NatsUser): Credentials;
  /** The superuser's URL of a database. Default `postgres`. */
  adminDatabaseUrl(database?: string): string;
  /** The URL of a service's own database with the service's own login. */
  databaseUrl(service: DatabaseService): string;
  /** The URL with the login that sees only Ride Service's published view, which exists while database-view is on. */
  rideViewUrl(): string;
  databasePassword(login: DatabaseLogin): string;
  /** The seed of the nkey that signs what the broker lets each phone do. */
  readonly phoneIssuerSeed: string;
}

/** The variables by which a program with this login reaches the broker. */
export function brokerVariables(access: Access, login: NatsUser): Record<string, string> {
  const { user, password } = access.credentials(login);
  return {
    NATS_URL: access.natsUrl,
    NATS_USER: user,
    NATS_PASSWORD: password,
    ...tlsVariable(access, login),
  };
}

/** The variable with the certificates of an identity, where there are any. */
export function tlsVariable(access: Access, identity: Identity): Record<string, string> {
  const folder = access.tlsFolder(identity);
  return folder ? { TLS_FOLDER: folder } : {};
}

/** The same address, where a client shows a certificate and checks that of the server. */
export function withCertificates(url: string, tlsFolder: string | undefined): string {
  if (!tlsFolder) return url;
  const { caFile, certFile, keyFile } = filesIn(tlsFolder);
  const files = { sslrootcert: caFile, sslcert: certFile, sslkey: keyFile };
  const parameters = new URLSearchParams({ sslmode: 'verify-full', ...files }).toString();
  return `${url}${url.includes('?') ? '&' : '?'}${parameters}`;
}

const natsUrlOf = ({ client, proxies }: ServerPorts['nats'][number]) =>
  `nats://${HOST}:${proxies?.client ?? client}`;

/** Access to our own servers on these ports, or to external servers where those are given. */
export function accessTo(
  secrets: Omit<Secrets, 'natsRoutes'>,
  ports: ServerPorts,
  external?: ExternalInfrastructure,
  tlsFolderOf?: TlsFolders,
): Access {
  const tlsFolder = (identity: Identity) => tlsFolderOf?.(identity);
  const hosts = ports.postgres.map((port) => `${HOST}:${port}`).join(',');
  const session = isCluster(ports) ? '?target_session_attrs=read-write' : '';
  const admin =
    external?.postgresAdminUrl ?? `postgres://postgres:${secrets.postgres}@${hosts}/postgres${session}`;
  const natsPasswords = external?.nats?.passwords ?? secrets.nats;
  const databasePassword = (login: DatabaseLogin) =>
    external?.databasePasswords[login] ?? secrets.databases[login];
  return {
    tlsFolder,
    natsUrl: external?.nats?.url ?? ports.nats.map(natsUrlOf).join(','),
    streamReplicas: isCluster(ports) && !external?.nats ? ports.nats.length : undefined,
    credentials: (user) => ({ user, password: natsPasswords[user] }),
    adminDatabaseUrl: (database = 'postgres') =>
      withCertificates(urlOfDatabase(admin, database), tlsFolder('operator')),
    databaseUrl: (service) => {
      const name = databaseName(service);
      const url = urlOfDatabase(admin, name, { username: name, password: databasePassword(service) });
      return withCertificates(url, tlsFolder(service));
    },
    rideViewUrl: () => {
      const login = { username: RIDE_VIEW_ROLE, password: databasePassword('ride-view') };
      const url = urlOfDatabase(admin, databaseName('ride-service'), login);
      return withCertificates(url, tlsFolder('driver-service'));
    },
    databasePassword,
    phoneIssuerSeed: external?.nats?.phoneIssuerSeed ?? secrets.phoneIssuerSeed,
  };
}
