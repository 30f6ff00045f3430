import {
  driverUpdateSubject,
  type DriverUpdate,
  type RideChanged,
  rideChangedSubject,
} from '@ride-hailing/contracts';
import { Broker, JetStreamPublisher, MessagingEvents, type PublishOptions } from '@ride-hailing/messaging';
import { Database, type RunningService, type ServiceOptions, startService } from '@ride-hailing/service-kit';
import { type Infrastructure, provision, startInfrastructure } from '@ride-hailing/stack';
import { eventually, freePort, type RawMessage, sendRaw, TestTokens } from '@ride-hailing/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '../src/config';
import { driverService } from '../src/driver-service';
import { rideEventHeaders } from './incoming-message.builder';
import { RideServiceStandIn } from './ride-service.stand-in';

const MOST_IN_FLIGHT = 2_000;

export interface DeadLetter {
  readonly subject: string;
  readonly reason: string;
}

/**
 * The real service with its own database and broker, since its durables must not be shared; a stand-in replaces Ride
 * Service.
 */
export class Component {
  readonly deadLetters: DeadLetter[] = [];
  readonly tokens = new TestTokens();
  /** Messages that were acknowledged or became dead letters. */
  settled = 0;
  private published = 0;
  private running: RunningService | undefined;
  private grpcPort = 0;

  private constructor(
    private readonly folder: string,
    readonly infrastructure: Infrastructure,
    readonly rideService: RideServiceStandIn,
    private readonly rideServiceUrl: string,
    private readonly broker: Broker,
  ) {}

  static async start(environment: Record<string, unknown> = {}): Promise<Component> {
    const component = await Component.prepare();
    await component.startService(environment);
    return component;
  }

  /** Starts everything but the service. */
  static async prepare(): Promise<Component> {
    const folder = mkdtempSync(join(tmpdir(), 'driver-service-spec-'));
    const infrastructure = await startInfrastructure({ folder, fsync: false });
    await provision(infrastructure, { built: false });
    const rideService = new RideServiceStandIn();
    const url = await rideService.start();
    const broker = new Broker(
      { url: infrastructure.natsUrl, ...infrastructure.credentials('operator'), name: 'spec' },
      new MessagingEvents(),
    );
    broker.start();
    return new Component(folder, infrastructure, rideService, url, broker);
  }

  /** @param adapt changes what the service is made of, for mutants */
  async startService(
    environment: Record<string, unknown> = {},
    adapt: (module: ServiceOptions['module']) => void = () => undefined,
  ): Promise<void> {
    const { infrastructure } = this;
    const config = configSchema.parse({
      httpPort: 0,
      grpcPort: (this.grpcPort = await freePort()),
      logLevel: 'silent',
      databaseUrl: infrastructure.databaseUrl('driver-service'),
      natsUrl: infrastructure.natsUrl,
      natsPassword: infrastructure.credentials('driver-service').password,
      rideServiceGrpcUrl: this.rideServiceUrl,
      jwtPublicKey: this.tokens.publicPem,
      coordinatorGrpcUrl: '127.0.0.1:1',
      reservationAskAfterMs: 600_000,
      ...environment,
    });
    const options = driverService(config);
    adapt(options.module);
    this.running = await startService({
      ...options,
      prepare: async (app) => {
        await options.prepare?.(app);
        const events = app.get(MessagingEvents);
        events.on('acked', ({ count }) => (this.settled += count));
        events.on('dead-lettered', ({ subject, reason }) => {
          this.settled += 1;
          this.deadLetters.push({ subject, reason });
        });
      },
    });
    await eventually(async () => (await this.get('/health/ready')).status === 200, { timeoutMs: 20_000 });
  }

  /** Runs the service as its own process, as in production: code in Jest's sandbox takes about twice as long. */
  async spawnService(httpPort: number): Promise<ChildProcess> {
    const { infrastructure } = this;
    return spawn(process.execPath, ['-r', '@swc-node/register', join(__dirname, '../src/main.ts')], {
      env: {
        HTTP_PORT: String(httpPort),
        GRPC_PORT: String(await freePort()),
        LOG_LEVEL: 'error',
        DATABASE_URL: infrastructure.databaseUrl('driver-service'),
        NATS_URL: infrastructure.natsUrl,
        NATS_PASSWORD: infrastructure.credentials('driver-service').password,
        RIDE_SERVICE_GRPC_URL: this.rideServiceUrl,
        JWT_PUBLIC_KEY: this.tokens.publicPem,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }

  get grpcUrl(): string {
    return `127.0.0.1:${this.grpcPort}`;
  }

  get service(): RunningService {
    if (!this.running) throw new Error('the service was not started');
    return this.running;
  }

  get database(): Database {
    return this.service.app.get(Database);
  }

  /** Requests as a dispatcher, unless headers are given. */
  async get<T = Record<string, unknown>>(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: T; tookMs: number }> {
    const sent = headers ?? (await this.tokens.headers('dispatcher'));
    const startedAt = performance.now();
    const response = await fetch(this.service.url + path, {
      headers: sent,
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    const body = (isJson ? JSON.parse(text) : text) as T;
    return { status: response.status, body, tookMs: performance.now() - startedAt };
  }

  /** Publishes with PubAck, many at a time. `settles` is false for messages that no consumer takes. */
  async publish(
    messages: readonly { subject: string; data: string | Uint8Array; options?: PublishOptions }[],
    { settles = true } = {},
  ): Promise<void> {
    const publisher = new JetStreamPublisher(this.broker);
    for (let from = 0; from < messages.length; from += MOST_IN_FLIGHT) {
      const some = messages.slice(from, from + MOST_IN_FLIGHT);
      await Promise.all(some.map(({ subject, data, options }) => publisher.publish(subject, data, options)));
    }
    if (settles) this.published += messages.length;
  }

  /** Publishes messages as a faulty client might send them. */
  async publishRaw(messages: readonly RawMessage[]): Promise<void> {
    const { natsUrl: url } = this.infrastructure;
    await sendRaw({ url, ...this.infrastructure.credentials('operator') }, messages);
    this.published += messages.length;
  }

  publishUpdates(...updates: readonly DriverUpdate[]): Promise<void> {
    return this.publish(
      updates.map((update) => ({
        subject: driverUpdateSubject(update.driverId),
        data: JSON.stringify(update),
      })),
    );
  }

  publishRides(...rides: readonly RideChanged[]): Promise<void> {
    return this.publish(
      rides.map((ride) => ({
        subject: rideChangedSubject(ride.rideId),
        data: JSON.stringify(ride),
        options: { headers: rideEventHeaders(ride) },
      })),
    );
  }

  /** Waits until everything published is acknowledged or a dead letter. */
  async allSettled(timeoutMs = 20_000): Promise<void> {
    await eventually(() => this.settled >= this.published, { timeoutMs, intervalMs: 5 });
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.rideService.kill();
    await this.broker.close();
    await this.infrastructure.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    if (this.infrastructure.dataFolder !== this.folder)
      rmSync(this.infrastructure.dataFolder, { recursive: true, force: true });
  }
}
