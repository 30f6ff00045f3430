import { serveOrders, TimedStatements } from '@ride-hailing/testing';
import { Client } from 'pg';
import type { SideAnswer } from './side-orders';

/** Touches no table, and computes for about as long as the project searches: what makes it late is the machine. */
const COMPUTE = {
  text: 'SELECT sum(sqrt(n)) FROM generate_series(1, (SELECT $1::integer)) AS n',
  values: [3_000],
};

const [url] = process.argv.slice(2);

void serveOrders(async () => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const statements = new TimedStatements(client);
  return {
    carryOut: (): Promise<SideAnswer> => statements.time(COMPUTE),
    close: () => client.end(),
  };
});
