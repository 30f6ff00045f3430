import { nowMs, serveOrders } from '@ride-hailing/testing';
import { Pool } from 'pg';
import { barePool } from '../sides/bare';

export interface FillOrder {
  /** The address of the database that the rides are read from. */
  readonly from: string;
}

export interface Fill {
  readonly rides: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** No value is made of what passes through. */
type Row = [id: string, ...fields: (string | null)[]];

const ROWS = 5_000;
const COLUMNS = 7;

const PAGE = `
  SELECT id, driver_id, status, pickup_lat, pickup_lng, version, changed_at
  FROM rides WHERE id > $1 ORDER BY id LIMIT ${ROWS}`;

/** What an event has already written is as new as the page or becomes so by a later event. */
const WRITE = `
  INSERT INTO ride_copy (ride_id, driver_id, status, pickup_lat, pickup_lng, version, changed_at, applied_at)
  SELECT *, clock_timestamp()
  FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::bigint[], $7::timestamptz[])
  ON CONFLICT DO NOTHING`;

const asText = { getTypeParser: () => (value: string) => value };

/** `pg` and nothing else: pages of the owner's table by key, each written by one statement while the next is read. */
void serveOrders<FillOrder, Fill>(async () => {
  const copy = barePool(1);
  let owner: Pool | undefined;
  return {
    carryOut: async ({ from }) => {
      owner ??= new Pool({ connectionString: from, max: 1 });
      owner.on('error', () => undefined);
      const source = owner;
      const page = async (after: string): Promise<Row[]> => {
        const query = { name: 'page', text: PAGE, values: [after], rowMode: 'array' as const, types: asText };
        return (await source.query<Row>(query)).rows;
      };
      const startedAt = nowMs();
      let rides = 0;
      let next = page('00000000-0000-0000-0000-000000000000');
      for (;;) {
        const rows = await next;
        const last = rows.at(-1);
        if (!last) return { rides, startedAt, endedAt: nowMs() };
        next = page(last[0]);
        const values = Array.from({ length: COLUMNS }, (_, column) => rows.map((row) => row[column]));
        // A page that fails is told when it is waited for, unless this fails first.
        next.catch(() => undefined);
        await copy.query({ name: 'write', text: WRITE, values });
        rides += rows.length;
      }
    },
    close: async () => {
      await owner?.end();
      await copy.end();
    },
  };
});
