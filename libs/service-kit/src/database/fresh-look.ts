import { PrimaryClient } from '@ride-hailing/addresses';
import { type Client } from 'pg';
import { clientOptions } from './database-options';

const STATEMENT_WITHIN_MS = 2_000;
const CLIENT_SIDE_GRACE_MS = 500;
/** SQLSTATEs of an invalid authorization, an unknown database, and a missing right to connect. */
const REFUSALS = /^(28...|3D000|42501)$/;

/** Postgres answered, and refuses this login. */
export class LoginRefusedError extends Error {
  override readonly name = 'LoginRefusedError';
  constructor(
    /** SQLSTATE, such as 28P01 for a wrong password. */
    readonly code: string,
    cause: unknown,
  ) {
    super(`The database refuses the login (${code})`, { cause });
  }
}

/**
 * Looks at the database over a new connection, which is closed afterwards: connections that are already open do not
 * notice that their login was locked or got another password. Takes a few seconds at most.
 * @throws LoginRefusedError when Postgres refuses the login; otherwise what the driver throws
 */
export async function freshLook<T>(
  where: Parameters<typeof clientOptions>[0],
  look: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new PrimaryClient({
    ...clientOptions(where, 'look'),
    statement_timeout: STATEMENT_WITHIN_MS,
    query_timeout: STATEMENT_WITHIN_MS + CLIENT_SIDE_GRACE_MS,
  });
  client.on('error', () => undefined);
  try {
    await connect(client);
    return await look(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function connect(client: Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    throw REFUSALS.test(code) ? new LoginRefusedError(code, error) : error;
  }
}
