import type { DriverUpdate } from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import { createInbox, type Msg, type NatsConnection } from 'nats';
import type { Pool } from 'pg';
import type { Durable } from '../../../world/lab-broker';
import { barePool } from '../../sides/bare';
import { connectToNats } from '../../sides/environment';

const BATCH = 2_000;
const EXPIRES_NS = 30e9;

const APPLY = {
  name: 'apply',
  text: `
    INSERT INTO bare.driver_positions AS kept (driver_id, sequence, recorded_at, heard_at, lat, lng, available)
    SELECT driver_id, sequence, to_timestamp(recorded_ms / 1000), now(), lat, lng, available
    FROM unnest($1::text[], $2::bigint[], $3::float8[], $4::float8[], $5::float8[], $6::boolean[])
      AS new (driver_id, sequence, recorded_ms, lat, lng, available)
    ON CONFLICT (driver_id) DO UPDATE SET
      sequence = EXCLUDED.sequence, recorded_at = EXCLUDED.recorded_at, heard_at = EXCLUDED.heard_at,
      lat = EXCLUDED.lat, lng = EXCLUDED.lng, available = EXCLUDED.available
    WHERE kept.sequence < EXCLUDED.sequence`,
};

async function apply(pool: Pool, batch: readonly Msg[]): Promise<void> {
  const newest = new Map<string, DriverUpdate>();
  for (const { data } of batch) {
    const update = JSON.parse(
      Buffer.from(data.buffer, data.byteOffset, data.length).toString(),
    ) as DriverUpdate;
    const known = newest.get(update.driverId);
    if (!known || known.sequence < update.sequence) newest.set(update.driverId, update);
  }
  const rows = [...newest.values()].sort((a, b) => (a.driverId < b.driverId ? -1 : 1));
  await pool.query({
    ...APPLY,
    values: [
      rows.map(({ driverId }) => driverId),
      rows.map(({ sequence }) => sequence),
      rows.map(({ recordedAt }) => recordedAt),
      rows.map(({ position }) => position.lat),
      rows.map(({ position }) => position.lng),
      rows.map(({ available }) => available),
    ],
  });
  for (const message of batch) message.respond();
}

/** Pulls batches until so many updates are applied; the next batch is on its way while one is written. */
async function consume(nats: NatsConnection, pool: Pool, order: BareOrder): Promise<void> {
  const { stream, durable, updates } = order;
  const inbox = createInbox();
  const request = JSON.stringify({ batch: BATCH, expires: EXPIRES_NS });
  const pull = () =>
    nats.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`, request, { reply: inbox });
  let batch: Msg[] = [];
  let left = updates;
  let applied = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    const take = (message: Msg): void => {
      if (!message.reply) return;
      left -= 1;
      if (batch.push(message) < BATCH && left > 0) return;
      const full = batch;
      batch = [];
      applied = applied.then(() => apply(pool, full)).then(left > 0 ? pull : resolve);
      applied.catch(reject);
    };
    nats.subscribe(inbox, { callback: (error, message) => (error ? reject(error) : take(message)) });
    pull();
    pull();
  });
  await nats.flush();
}

export interface BareOrder extends Durable {
  readonly updates: number;
}

/** The same work without a framework, a check of what comes in, or a metric. */
void serveOrders<BareOrder, void>(async () => {
  const nats = await connectToNats();
  const pool = barePool(2);
  return {
    carryOut: (order) => consume(nats, pool, order),
    close: async () => void (await Promise.all([nats.close(), pool.end()])),
  };
});
