import { serveOrders, type SqlStatement, TimedStatements } from '@ride-hailing/testing';
import { Client } from 'pg';
import type { Place } from '../fleet/phones';
import { DATABASE_URL } from '../sides/environment';

/** What every side's program is asked: `time` gives the ms that Postgres worked on it, `find` ids, nearest first. */
export type SideOrder =
  | { readonly kind: 'time' | 'find'; readonly place: Place; readonly limit: number }
  /** Where it answers over HTTP. */
  | { readonly kind: 'url' };
export type SideAnswer = number | string | string[];

interface NearestSide {
  /** The driver's id is its first column. */
  statementOf(place: Place, limit: number): SqlStatement;
  readonly url?: string;
  close?(): Promise<unknown>;
}

/** What the sides beside the project have in common. */
export const serveSide = (open: () => Promise<NearestSide>): Promise<void> =>
  serveOrders<SideOrder, SideAnswer>(async () => {
    const side = await open();
    const client = new Client({ connectionString: DATABASE_URL });
    await client.connect();
    const statements = new TimedStatements(client);
    return {
      carryOut: async (order) => {
        if (order.kind === 'url') return side.url ?? '';
        const statement = side.statementOf(order.place, order.limit);
        if (order.kind === 'time') return statements.time(statement);
        const rows = await statements.rows<object>(statement);
        return rows.map((row) => String(Object.values(row)[0]));
      },
      close: async () => {
        await side.close?.();
        await client.end();
      },
    };
  });
