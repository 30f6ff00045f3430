import { Client, type ClientConfig } from 'pg';
import { type DatabaseOptions } from './database-options';

const STATEMENT_WITHIN_MS = 2_000;
const CLIENT_SIDE_GRACE_MS = 500;
/** Invalid authorization, no such database, no right to connect. */
const REFUSALS = /^(28...|3D000|42501)$/;

type Where = Pick<DatabaseOptions, 'url' | 'name' | 'connectTimeoutMs'>;

const lookOptions = ({ url, name, connectTimeoutMs = 1_000 }: Where): ClientConfig => ({
  connectionString: url,
  application_name: name && `${name}-look`,
  connectionTimeoutMillis: connectTimeoutMs,
  statement_timeout: STATEMENT_WITHIN_MS,
  query_timeout: STATEMENT_WITHIN_MS + CLIENT_SIDE_GRACE_MS,
});

/** Postgres answered a connection, and does not let this login in. */
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
 * Looks at the database over a connection that is made for it and closed again: a login that was locked, or got
 * another password, is not noticed by connections that are open already. Takes a few seconds at most.
 *
 * @throws LoginRefusedError when Postgres does not let the login in; otherwise what the driver throws
 */
export async function freshLook<T>(where: Where, look: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(lookOptions(where));
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
