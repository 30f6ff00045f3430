import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { Broker, type BrokerOptions, JetStreamPublisher, MessagingEvents } from '@ride-hailing/messaging';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually, type HistoryEntry, streamAnomalies } from '@ride-hailing/testing';
import { createOutboxTable, enqueue, OutboxEvents, OutboxMessage, OutboxRelay } from '../src/index';
import { DEFAULT_TUNING, type OutboxTuning } from '../src/outbox-tuning';
import type { OutboxPublisher } from '../src/relay-pump';
import { StreamOfTest } from './stream-of-test';

export interface RelayOfTest {
  readonly relay: OutboxRelay;
  readonly events: OutboxEvents;
}

/** The real surroundings of an outbox: a database with an owner's table, a stream, a connected publisher. */
export class OutboxFixture {
  private readonly relays: OutboxRelay[] = [];
  private drop: () => Promise<void> = () => Promise.resolve();

  private constructor(
    readonly databaseUrl: string,
    readonly login: BrokerOptions,
    readonly dataSource: DataSource,
    readonly pool: Pool,
    readonly stream: StreamOfTest,
    private readonly broker: Broker,
    readonly publisher: JetStreamPublisher,
  ) {}

  /** Uses a database of its own, which `close` drops. */
  static async start(): Promise<OutboxFixture> {
    const infrastructure = integrationInfrastructure();
    const database = await infrastructure.createDatabase();
    const login = {
      url: infrastructure.natsUrl,
      name: 'outbox-spec',
      ...infrastructure.credentials('operator'),
    };
    const fixture = await OutboxFixture.open(database.url, login);
    fixture.drop = () => database.drop();
    return fixture;
  }

  static async open(
    databaseUrl: string,
    login: BrokerOptions,
    duplicateWindowMs?: number,
  ): Promise<OutboxFixture> {
    const dataSource = new DataSource({
      type: 'postgres',
      url: databaseUrl,
      entities: [OutboxMessage],
      extra: { max: 8 },
      installExtensions: false,
      poolErrorHandler: () => undefined,
    });
    await dataSource.initialize();
    await createOutboxTable(dataSource.createQueryRunner());
    await dataSource.query('CREATE TABLE things (id text PRIMARY KEY, version integer NOT NULL)');
    const pool = new Pool({ connectionString: databaseUrl, max: 4 });
    pool.on('error', () => undefined);
    const stream = await StreamOfTest.make(`T-${randomUUID().slice(0, 8)}`, login, duplicateWindowMs);
    const broker = new Broker(login, new MessagingEvents());
    broker.start();
    await eventually(() => broker.isConnected());
    const publisher = new JetStreamPublisher(broker);
    return new OutboxFixture(databaseUrl, login, dataSource, pool, stream, broker, publisher);
  }

  /** Makes the next version of a thing as an owner does: row lock first, then the event, in one transaction. */
  async change(id: string, within?: (manager: EntityManager) => Promise<void>): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const rows = await manager.query<{ version: number }[]>(
        `INSERT INTO things VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET version = things.version + 1
         RETURNING version`,
        [id],
      );
      const version = rows[0]?.version ?? 0;
      await enqueue(manager, this.event(id, version));
      await within?.(manager);
      return version;
    });
  }

  event(aggregateId: string, version: number) {
    return {
      id: randomUUID(),
      aggregateId,
      version,
      subject: this.stream.subject(aggregateId),
      type: 'thing.changed',
      payload: { aggregateId, version },
      headers: { 'ce-type': 'thing.changed' },
    };
  }

  /** Inserts unpublished rows: versions 1 to `versions` of each of `aggregates` aggregates. */
  async fill(aggregates: number, versions = 1, prefix = 'a'): Promise<void> {
    await this.pool.query(
      `INSERT INTO outbox (id, aggregate_id, version, subject, type, payload, headers)
       SELECT gen_random_uuid(), $3 || '-' || a, v, $4 || '.' || $3 || '-' || a, 'thing.changed',
              json_build_object('version', v)::text, '{"ce-type": "thing.changed"}'
       FROM generate_series(1, $1::int) a, generate_series(1, $2::int) v`,
      [aggregates, versions, prefix, this.stream.name],
    );
  }

  startRelay(
    given: { tuning?: Partial<OutboxTuning>; publisher?: OutboxPublisher; databaseUrl?: string } = {},
  ): RelayOfTest {
    const events = new OutboxEvents();
    const relay = new OutboxRelay({
      databaseUrl: given.databaseUrl ?? this.databaseUrl,
      publisher: given.publisher ?? this.publisher,
      events,
      tuning: { ...DEFAULT_TUNING, lockIntervalMs: 100, ...given.tuning },
    });
    this.relays.push(relay);
    relay.start();
    return { relay, events };
  }

  async unpublished(): Promise<number> {
    const sql = 'SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL';
    const { rows } = await this.pool.query<{ n: number }>(sql);
    return rows[0]?.n ?? -1;
  }

  async drained(timeoutMs = 30_000): Promise<void> {
    await eventually(async () => (await this.unpublished()) === 0, { timeoutMs });
  }

  committed(): Promise<HistoryEntry[]> {
    return this.pool
      .query<HistoryEntry>('SELECT aggregate_id AS "aggregateId", version FROM outbox')
      .then(({ rows }) => rows);
  }

  async anomalies(): Promise<string[]> {
    return streamAnomalies(await this.committed(), await this.stream.read()).map(({ what }) => what);
  }

  async stopRelays(): Promise<void> {
    await Promise.all(this.relays.splice(0).map((relay) => relay.stop()));
  }

  async close(): Promise<void> {
    await this.stopRelays();
    await this.broker.close();
    await this.stream.delete().catch(() => undefined);
    await this.stream.close();
    await this.pool.end();
    await this.dataSource.destroy();
    await this.drop();
  }
}
