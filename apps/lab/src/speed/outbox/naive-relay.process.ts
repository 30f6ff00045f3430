import { serveOrders } from '@ride-hailing/testing';
import { eventually } from '@ride-hailing/testing';
import { DataSource } from 'typeorm';
import { type BrokerLogin, connectTo } from './bench-streams';
import { NaiveOutboxMessage } from './naive-outbox.entity';
import { NaiveRelay } from './naive-relay';

/** Publish at least so many, then stop. */
export interface DrainOrder {
  readonly atLeast: number;
  readonly withinMs: number;
}

/** ms since 1970. */
export interface DrainAnswer {
  readonly published: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

void serveOrders<DrainOrder, DrainAnswer>(async () => {
  const [databaseUrl = '', login = '{}'] = process.argv.slice(2);
  const entities = [NaiveOutboxMessage];
  const dataSource = new DataSource({ type: 'postgres', url: databaseUrl, entities, synchronize: true });
  await dataSource.initialize();
  const nats = await connectTo(JSON.parse(login) as BrokerLogin);
  return {
    carryOut: async ({ atLeast, withinMs }) => {
      const relay = new NaiveRelay(dataSource, nats.jetstream());
      relay.start();
      try {
        await eventually(() => relay.published >= atLeast, { timeoutMs: withinMs, intervalMs: 20 });
      } finally {
        await relay.stop();
      }
      return { published: relay.published, startedAt: relay.firstAt ?? 0, endedAt: relay.lastAt };
    },
    close: async () => {
      await nats.close();
      await dataSource.destroy();
    },
  };
});
