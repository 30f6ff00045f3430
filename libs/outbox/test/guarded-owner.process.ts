import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Broker, type BrokerOptions, JetStreamPublisher, MessagingEvents } from '@ride-hailing/messaging';
import { eventually, serveOrders } from '@ride-hailing/testing';
import { DataSource, type EntityManager } from 'typeorm';
import {
  createOutboxTable,
  enqueue,
  type OutboxEvent,
  OutboxEvents,
  OutboxMessage,
  OutboxRelay,
} from '../src/index';
import { DEFAULT_TUNING } from '../src/outbox-tuning';

const [broker = '', databaseUrl = '', subject = '', how = 'outbox'] = process.argv.slice(2);

const THINGS = 8;
const PAUSE_MS = 2;

/** The owner's log is written in the transaction of the change. */
const CHANGE = `
  WITH changed AS (
    INSERT INTO things VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET version = things.version + 1
    RETURNING id, version
  )
  INSERT INTO changes SELECT id, version, $2 FROM changed RETURNING version`;

/** Changes things, and publishes each change by the outbox, after the commit, or before it, until it is killed. */
void serveOrders(async () => {
  const dataSource = new DataSource({
    ...{ type: 'postgres', url: databaseUrl, entities: [OutboxMessage], extra: { max: THINGS + 2 } },
    ...{ installExtensions: false, poolErrorHandler: () => undefined },
  });
  await dataSource.initialize();
  const made = await dataSource.query<unknown[]>("SELECT FROM pg_class WHERE relname = 'things'");
  if (made.length === 0) {
    await createOutboxTable(dataSource.createQueryRunner());
    await dataSource.query('CREATE TABLE things (id text PRIMARY KEY, version integer NOT NULL)');
    await dataSource.query(
      'CREATE TABLE changes (id text, version integer, event uuid, PRIMARY KEY (id, version))',
    );
  }
  const connection = new Broker(JSON.parse(broker) as BrokerOptions, new MessagingEvents());
  connection.start();
  await eventually(() => connection.isConnected());
  const publisher = new JetStreamPublisher(connection);
  const relay = new OutboxRelay({
    ...{ databaseUrl, publisher, events: new OutboxEvents() },
    tuning: { ...DEFAULT_TUNING, lockIntervalMs: 100 },
  });
  if (how === 'outbox') relay.start();

  const publish = (event: OutboxEvent) =>
    publisher.publish(event.subject, JSON.stringify(event.payload), { messageId: event.id });

  const change = async (thing: string): Promise<void> => {
    const event = await dataSource.transaction(async (manager: EntityManager) => {
      const id = randomUUID();
      const [row] = await manager.query<{ version: number }[]>(CHANGE, [thing, id]);
      const version = row?.version ?? 0;
      const payload = { thing, version, event: id };
      const made: OutboxEvent = {
        ...{ id, aggregateId: thing, version, payload, headers: {} },
        ...{ type: 'thing.changed', subject: `${subject}.${thing}` },
      };
      if (how === 'outbox') await enqueue(manager, made);
      if (how === 'publish-first') await publish(made);
      return made;
    });
    if (how === 'outbox') relay.nudge();
    if (how === 'publish-after') await publish(event);
  };

  const stopping = new AbortController();
  const work = async (thing: string) => {
    while (!stopping.signal.aborted) {
      await change(thing);
      await delay(PAUSE_MS);
    }
  };
  const working = Promise.all(Array.from({ length: THINGS }, (_, index) => work(`thing-${index}`)));
  const unpublished = async () =>
    (await dataSource.query<unknown[]>('SELECT FROM outbox WHERE published_at IS NULL LIMIT 1')).length;
  return {
    /** Changes nothing more, and answers when all that was enqueued is published. */
    carryOut: async () => {
      stopping.abort();
      await working;
      await eventually(async () => (await unpublished()) === 0, { timeoutMs: 30_000 });
    },
    close: async () => {
      stopping.abort();
      await relay.stop();
      await connection.close();
      await dataSource.destroy();
    },
  };
});
