import { PrimaryClient } from '@ride-hailing/addresses';
import { DATABASE_SERVICES } from '../../servers/secrets';
import { StackError } from '../../stack.errors';
import { say } from './console';
import { runningAccess } from './running-access';

const CONNECT_WITHIN_MS = 5_000;
const STATEMENT_WITHIN_MS = 10_000;
/** Postgres' own limit does not end a commit that waits for a standby. */
const ANSWER_WITHIN_MS = 11_000;
const NO_ANSWER = 'Query read timeout';
const LATE = `no answer within ${ANSWER_WITHIN_MS / 1_000} s. In a cluster a commit waits for a standby that is lost: npm run status`;

const HELP = `npm run sql -- <${DATABASE_SERVICES.join('|')}> "<statement>"
Runs one statement in the service's own database with the service's own login, and prints its rows as JSON. For looking
into a demo, and for breaking it on purpose.`;

/** `npm run sql`: runs one statement with the rights of the service. */
export async function sql(args: readonly string[]): Promise<void> {
  if (args.length === 1 && args[0] === '--help') return say(HELP);
  const [name = '', statement = '', ...more] = args;
  const service = DATABASE_SERVICES.find((one) => one === name);
  if (!service) throw new StackError(`sql where? One of ${DATABASE_SERVICES.join(', ')}, not "${name}"`);
  if (!statement || more.length > 0) {
    throw new StackError(`one statement, in quotes: npm run sql -- ${service} "SELECT 1"`);
  }
  const client = new PrimaryClient({
    connectionString: runningAccess().access.databaseUrl(service),
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    statement_timeout: STATEMENT_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  });
  try {
    await client.connect();
    // Postgres prepares a named statement, and refuses several statements in one.
    const { rows } = await client.query<Record<string, unknown>>({ name: 'typed', text: statement });
    say(JSON.stringify(rows, null, 2));
  } catch (cause) {
    const { message } = cause as Error;
    throw new StackError(`${service}: ${message === NO_ANSWER ? LATE : message}`, { cause });
  } finally {
    await client.end().catch(() => undefined);
  }
}
