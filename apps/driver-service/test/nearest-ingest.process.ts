import { serveOrders } from '@ride-hailing/testing';
import type { Database } from '@ride-hailing/service-kit';
import { Pool } from 'pg';
import type { QueryRunner } from 'typeorm';
import { DriverPositions } from '../src/driver-positions/driver-positions.service';
import { MIGRATIONS } from '../src/migrations/all-migrations';
import { heardUpdates, type PlacedDriver } from './placed-driver';

/** Writes with the service's own statement to its own tables, with a different index in each schema. */
type Order =
  | { readonly kind: 'prepare' }
  /** Writes the batch to each schema, in this order. */
  | {
      readonly kind: 'write';
      readonly drivers: readonly PlacedDriver[];
      readonly schemas: readonly Schema[];
    };

/** The duration, and the number of rows that were newer, by schema. */
type Answer = Partial<Record<Schema, { readonly ms: number; readonly applied: number }>>;

const INDEXES = {
  none: 'DROP INDEX driver_positions_available_cell',
  project: 'SELECT 1',
  gist: `DROP INDEX driver_positions_available_cell;
    CREATE INDEX ON driver_positions USING gist (ll_to_earth(lat, lng)) WHERE available`,
};
type Schema = keyof typeof INDEXES;
const SCHEMAS = Object.keys(INDEXES) as Schema[];

const [url] = process.argv.slice(2);

void serveOrders(async () => {
  const pools = new Map(
    SCHEMAS.map((schema) => [
      schema,
      new Pool({ connectionString: url, max: 1, options: `-c search_path=${schema},public` }),
    ]),
  );

  const prepare = async (): Promise<Answer> => {
    await pools.get('none')?.query('CREATE EXTENSION cube; CREATE EXTENSION earthdistance');
    for (const [schema, pool] of pools) {
      await pool.query(`CREATE SCHEMA ${schema}`);
      for (const Migration of MIGRATIONS) await new Migration().up(pool as unknown as QueryRunner);
      await pool.query(INDEXES[schema]);
    }
    return {};
  };

  const write = async (drivers: readonly PlacedDriver[], schemas: readonly Schema[]): Promise<Answer> => {
    const answer: Answer = {};
    const heard = heardUpdates(drivers);
    for (const schema of schemas) {
      const pool = pools.get(schema);
      const startedAt = performance.now();
      const applied = await new DriverPositions({ pool } as unknown as Database).apply(heard, 0);
      answer[schema] = { ms: performance.now() - startedAt, applied };
    }
    return answer;
  };

  return {
    carryOut: (order: Order) => (order.kind === 'prepare' ? prepare() : write(order.drivers, order.schemas)),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
});
