import { Pool } from 'pg';
import { connect, type NatsConnection } from 'nats';
import { RIDE_EVENTS, type RideChanged, rideChangedSubject } from '@ride-hailing/contracts';
import { type RunningService, startService } from '@ride-hailing/service-kit';
import { aRideRequest, eventually, freePort, ParticipantClient, TestTokens } from '@ride-hailing/testing';
import type { IntegrationInfrastructure, SpecDatabase } from '@ride-hailing/stack';
import { configSchema } from '../src/config';
import { rideService } from '../src/ride-service';
import type { RideDto } from '../src/rides/ride.dto';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly errors?: { field: string; message: string }[];
}

export interface StoredEvent {
  readonly headers: Record<string, string>;
  readonly data: RideChanged;
}

type Broker = Pick<IntegrationInfrastructure, 'natsUrl' | 'credentials'>;

export function connectAsOperator(broker: Broker): Promise<NatsConnection> {
  const { user, password: pass } = broker.credentials('operator');
  return connect({ servers: broker.natsUrl, user, pass, inboxPrefix: `_INBOX_${user}` });
}

/** The whole service in this process, on a database of its own and the real broker. */
export class RunningRideService {
  private constructor(
    readonly service: RunningService,
    readonly tokens: TestTokens,
    readonly grpcUrl: string,
    readonly participant: ParticipantClient,
    readonly database: SpecDatabase,
    readonly sql: Pool,
    /** A connection of the operator, who may read everything. */
    readonly nats: NatsConnection,
  ) {}

  static async start(
    infrastructure: Broker & Pick<IntegrationInfrastructure, 'createDatabase'>,
    coordinator: { url?: string; askAfterMs?: number } = {},
    more: { approaches?: string; database?: SpecDatabase } = {},
  ): Promise<RunningRideService> {
    const database = more.database ?? (await infrastructure.createDatabase());
    const { user, password } = infrastructure.credentials('ride-service');
    const grpcPort = await freePort();
    const tokens = new TestTokens();
    const service = await startService(
      rideService(
        configSchema.parse({
          httpPort: 0,
          grpcPort,
          coordinatorGrpcUrl: coordinator.url ?? '127.0.0.1:1',
          reservationAskAfterMs: coordinator.askAfterMs ?? 600_000,
          logLevel: 'silent',
          databaseUrl: database.url,
          natsUrl: infrastructure.natsUrl,
          natsUser: user,
          natsPassword: password,
          jwtPublicKey: tokens.publicPem,
          approaches: more.approaches,
        }),
      ),
    );
    const nats = await connectAsOperator(infrastructure);
    const sql = new Pool({ connectionString: database.url, max: 4 });
    sql.on('error', () => undefined);
    const grpcUrl = `127.0.0.1:${grpcPort}`;
    const participant = new ParticipantClient(grpcUrl);
    const running = new RunningRideService(service, tokens, grpcUrl, participant, database, sql, nats);
    await eventually(async () => (await running.call('GET', '/health/ready')).status === 200);
    return running;
  }

  async stop(): Promise<void> {
    await this.leave();
    await this.database.drop();
  }

  /** Stops the service, and keeps the database for another instance. */
  async leave(): Promise<void> {
    this.participant.close();
    await this.service.stop();
    await this.nats.close();
    await this.sql.end();
  }

  /** Calls the service as a dispatcher, unless the headers say otherwise. */
  async call<T = RideDto>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(this.service.url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(await this.tokens.headers('dispatcher')),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    const parsed = (text.startsWith('{') ? JSON.parse(text) : text) as T;
    return { status: response.status, headers: response.headers, body: parsed };
  }

  async requestedRide(given: Record<string, unknown> = {}): Promise<RideDto> {
    const { status, body } = await this.call('POST', '/rides', aRideRequest(given));
    if (status !== 201) throw new Error(`no ride: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  async assignedRide(driverId: string, given: Record<string, unknown> = {}): Promise<RideDto> {
    const { id } = await this.requestedRide(given);
    return this.assign(id, driverId);
  }

  /** Assigns the ride as the coordinator does. */
  async assign(rideId: string, driverId: string): Promise<RideDto> {
    const result = await this.participant.assign(rideId, driverId);
    if ('reason' in result) throw new Error(result.detail);
    return (await this.call('GET', `/rides/${rideId}`)).body;
  }

  /** Waits until all events are published. */
  async published(): Promise<void> {
    const sql = 'SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL';
    await eventually(async () => (await this.sql.query<{ n: number }>(sql)).rows[0]?.n === 0);
  }

  /** The events of a ride in the stream, oldest first. */
  async eventsOf(rideId: string): Promise<StoredEvent[]> {
    await this.published();
    const consumer = await this.nats
      .jetstream()
      .consumers.get(RIDE_EVENTS, { filterSubjects: rideChangedSubject(rideId) });
    const expected = (await consumer.info()).num_pending;
    const events: StoredEvent[] = [];
    if (expected === 0) return events;
    for await (const message of await consumer.consume()) {
      const keys = message.headers?.keys() ?? [];
      const headers = Object.fromEntries(keys.map((key) => [key, message.headers?.get(key) ?? '']));
      events.push({ headers, data: message.json<RideChanged>() });
      if (events.length === expected) break;
    }
    return events;
  }
}
