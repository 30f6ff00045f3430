import { serveOrders, TimedStatements } from '@ride-hailing/measuring';
import { Client } from 'pg';
import type { SideAnswer } from './side-orders';

/** Asks nothing of any table: what it takes is the machine's share in what the others take. */
const [url] = process.argv.slice(2);

void serveOrders(async () => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const statements = new TimedStatements(client);
  return {
    carryOut: (): Promise<SideAnswer> => statements.time({ text: 'SELECT 1' }),
    close: () => client.end(),
  };
});
