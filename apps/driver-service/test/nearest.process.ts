import type { Point } from '@ride-hailing/contracts';
import { serveOrders, type SqlStatement, TimedStatements } from '@ride-hailing/testing';
import type { Database } from '@ride-hailing/service-kit';
import { Client } from 'pg';
import { DriverPositions } from '../src/driver-positions/driver-positions.service';
import { NearestDriversQuery } from '../src/driver-positions/nearest-drivers.query';
import { heardUpdates, type PlacedDriver } from './placed-driver';

/** Fills the table, searches with the service's own code, and measures how long Postgres worked on its statements. */
type Order =
  | { readonly kind: 'apply'; readonly drivers: readonly PlacedDriver[] }
  | { readonly kind: 'time' | 'find'; readonly place: Point; readonly limit: number };

/** Replaces the service's pool: runs its statements and sums up their cost. */
class TimedPool {
  spentMs = 0;
  private readonly statements: TimedStatements;

  constructor(client: Client) {
    this.statements = new TimedStatements(client);
  }

  async query(statement: SqlStatement): Promise<{ rows: unknown[] }> {
    this.spentMs += await this.statements.time(statement);
    return { rows: await this.statements.rows(statement) };
  }
}

const ANYWHERE = { freeWithinMs: 86_400_000, withinM: Infinity };
const [url] = process.argv.slice(2);

void serveOrders(async () => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const pool = new TimedPool(client);
  const timed = new NearestDriversQuery({ pool } as unknown as Database);
  const plain = { pool: client } as unknown as Database;
  const positions = new DriverPositions(plain);
  const nearest = new NearestDriversQuery(plain);
  return {
    carryOut: async (order: Order): Promise<number | string[]> => {
      switch (order.kind) {
        case 'apply':
          return positions.apply(heardUpdates(order.drivers), 0);
        case 'time':
          pool.spentMs = 0;
          await timed.find(order.place, order.limit, ANYWHERE);
          return pool.spentMs;
        case 'find':
          return (await nearest.find(order.place, order.limit, ANYWHERE)).map(({ driverId }) => driverId);
      }
    },
    close: () => client.end(),
  };
});
