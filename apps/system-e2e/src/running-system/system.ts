import { PrimaryClient, serversOf } from '@ride-hailing/addresses';
import {
  ControlClient,
  type Link,
  type ManagedProcess,
  provision,
  type Stack,
  type StackOptions,
  type TokenOptions,
  startStack,
} from '@ride-hailing/stack';
import type { ProcessAction } from '@ride-hailing/contracts';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'nats';
import { Pool } from 'pg';
import { Backups } from './backups';
import { BrokerClient, type BrokerLogin } from './broker';
import { callAsDispatcher } from './http';

const STATEMENT_WITHIN_MS = 10_000;
const CONNECT_WITHIN_MS = 5_000;

export interface Ride {
  readonly id: string;
  readonly status: string;
  readonly version: number;
}

export interface CurrentRide {
  readonly driverId: string;
  readonly ride: (Ride & { readonly pickup: { lat: number; lng: number } }) | null;
  readonly details: Record<string, unknown> | null;
  readonly sources: {
    readonly approach: string;
    readonly ride: { from: string; version: number; ageMs: number };
    readonly details: {
      from: string;
      cache: string | null;
      version: number;
      ageMs: number;
      tookMs: number;
      reason: string | null;
    };
  };
}

export type Service = 'ride-service' | 'driver-service' | 'gateway';
type DatabaseName = 'ride_service' | 'driver_service' | 'gateway';
type BrokerUser = Parameters<Stack['credentials']>[0];

/** The running system, on free ports and in a folder of its own, with the access that tests need. */
export class System {
  private readonly pools = new Map<DatabaseName, Pool>();
  private readonly brokers: BrokerClient[] = [];

  constructor(
    private readonly stack: Stack,
    private readonly folder: string,
  ) {}

  get gateway(): string {
    return this.stack.urls.gateway;
  }

  get rideService(): string {
    return this.stack.urls.rideService;
  }

  get driverService(): string {
    return this.stack.urls.driverService;
  }

  /** The page's address with its key. @throws Error when the options did not request a dashboard */
  get page(): string {
    const { dashboard } = this.stack.urls;
    if (!dashboard) throw new Error('this system has no dashboard');
    return dashboard;
  }

  process(name: string): ManagedProcess {
    return this.stack.process(name);
  }

  urlOf(service: Service): string {
    return this.process(service).url;
  }

  /** The process ids of these services, which change when a service restarts. */
  pidsOf(services: readonly Service[]): (number | undefined)[] {
    return services.map((name) => this.process(name).pid);
  }

  /** The header of another caller than the default dispatcher. */
  async as(role: TokenOptions['role'], sub: string, hours = 1): Promise<{ authorization: string }> {
    return { authorization: `Bearer ${await this.stack.token({ role, sub, hours })}` };
  }

  /** A folder of the system's data, such as `logs` or `nats`. */
  folderOf(name: string): string {
    return join(this.folder, name);
  }

  /** The keys that sign tokens, as PEM in base64, to make tokens that must be refused. */
  tokenKeys(): { publicKey: string; privateKey: string } {
    const file = join(this.folder, 'token-keys.json');
    return JSON.parse(readFileSync(file, 'utf8')) as { publicKey: string; privateKey: string };
  }

  /** One of the fault proxies that were requested from `startSystem`. */
  proxy(...way: Parameters<Stack['proxy']>): Link {
    return this.stack.proxy(...way);
  }

  /** Starts another process of a service, on ports of its own; it stops with the system. */
  addInstance(...service: Parameters<Stack['addInstance']>): Promise<ManagedProcess> {
    return this.stack.addInstance(...service);
  }

  /** Kills the broker and deletes all that it has stored: streams, consumers, messages. */
  async loseBroker(): Promise<void> {
    const broker = this.process('nats');
    await broker.kill('SIGKILL');
    rmSync(join(broker.spec.cwd, 'jetstream'), { recursive: true });
  }

  /** The backups of this system's Postgres. */
  get backups(): Backups {
    return new Backups(this.process('postgres'), this.stack.adminDatabaseUrl());
  }

  /** Carries out an action of the control API, which the options must have asked for. */
  async act(process: string, action: ProcessAction): Promise<void> {
    const control = ControlClient.in(this.folder);
    if (!control) throw new Error('the system was started without its control API');
    await control.ask({ method: 'POST', path: `/processes/${process}/${action}` });
  }

  /** Creates missing databases, roles, streams and consumers, as an operator does. */
  async provision(): Promise<void> {
    await provision(this.stack, { built: true });
  }

  /** Runs a statement as superuser. */
  async sql(
    database: DatabaseName,
    text: string,
    values: unknown[] = [],
  ): Promise<Record<string, unknown>[]> {
    const { rows } = await this.pool(database).query<Record<string, unknown>>(text, values);
    return rows;
  }

  /** @param fromClause a table and its conditions: what follows `FROM` */
  async count(database: DatabaseName, fromClause: string, values: unknown[] = []): Promise<number> {
    const [row] = await this.sql(database, `SELECT count(*)::int AS count FROM ${fromClause}`, values);
    return Number(row?.['count']);
  }

  /** The URL with the service's own login. */
  databaseUrl(service: Parameters<Stack['databaseUrl']>[0]): string {
    return this.stack.databaseUrl(service);
  }

  /** The URL with the login that reads Ride Service's published view, if that is on. */
  rideViewUrl(): string {
    return this.stack.rideViewUrl();
  }

  /** A client with the permissions of one of the broker's users; it is closed with the system. */
  async broker(user: BrokerUser): Promise<BrokerClient> {
    const client = await BrokerClient.connect(this.brokerLogin(user));
    this.brokers.push(client);
    return client;
  }

  /** A client with the login of a driver's phone; it is closed with the system, which needs `phone-access`. */
  async phone(driverId: string): Promise<BrokerClient> {
    const client = await BrokerClient.connect(await this.phoneLogin(driverId));
    this.brokers.push(client);
    return client;
  }

  async phoneLogin(driverId: string): Promise<BrokerLogin> {
    const password = await this.stack.token({ role: 'driver', sub: driverId, hours: 1 });
    const tlsFolder = this.stack.tlsFolder('fleet-simulator');
    return { url: this.stack.natsUrl, user: `phone.${driverId}`, password, tlsFolder };
  }

  brokerLogin(user: BrokerUser): BrokerLogin {
    const tlsFolder = this.stack.tlsFolder(user);
    return { url: this.stack.natsUrl, ...this.stack.credentials(user), tlsFolder };
  }

  /** Connects to the broker without a login. */
  async connectAnonymously(): Promise<void> {
    const connection = await connect({
      servers: serversOf(this.stack.natsUrl),
      reconnect: false,
      timeout: CONNECT_WITHIN_MS,
    });
    await connection.close();
  }

  async stop(): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.close()));
    await Promise.all([...this.pools.values()].map((pool) => pool.end()));
    await this.stack.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private pool(database: DatabaseName): Pool {
    const known = this.pools.get(database);
    if (known) return known;
    const pool = new Pool({
      connectionString: this.stack.adminDatabaseUrl(database),
      max: 2,
      Client: PrimaryClient,
      statement_timeout: STATEMENT_WITHIN_MS,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
    });
    // Tests kill the database: the next statement reports it.
    pool.on('error', () => undefined);
    this.pools.set(database, pool);
    return pool;
  }
}

export async function startSystem(
  options: Partial<
    Pick<
      StackOptions,
      | 'services'
      | 'simulator'
      | 'cluster'
      | 'instances'
      | 'tls'
      | 'env'
      | 'proxies'
      | 'approaches'
      | 'dist'
      | 'dashboard'
      | 'control'
    >
  > = {},
): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-e2e-'));
  // All tests call as one dispatcher, more often than the limit for one caller allows.
  const env = { ...options.env, gateway: { RATE_LIMIT_REQUESTS: '1000000', ...options.env?.gateway } };
  const stack = await startStack({
    folder,
    portBase: 'free',
    simulator: false,
    build: false,
    ...options,
    env,
  });
  callAsDispatcher(await stack.token({ role: 'dispatcher', sub: 'e2e' }));
  return new System(stack, folder);
}
