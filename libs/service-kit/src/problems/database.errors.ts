import { types } from 'node:util';

/** Thrown by `Database` while the service has no usable connection yet. */
export class DatabaseNotReadyError extends Error {
  override readonly name = 'DatabaseNotReadyError';
  constructor(reason: string) {
    super(`The database is not ready: ${reason}`);
  }
}

const DATA_CLASSES = new Set(['22', '23']);
/**
 * SQLSTATE classes of outages: connection failures, a refused login, an unknown database, exhausted resources, operator
 * intervention (shutdown, time-out, kill), and system errors.
 */
const OUTAGE_CLASSES = new Set(['08', '28', '3D', '53', '57', '58']);
/** A read-only server during a failover, and a lock that was not acquired in time. */
const OUTAGE_STATES = new Set(['25006', '55P03']);
const QUERY_CANCELED = '57014';
/** Codes of Node, and of `PrimaryClient`. */
const NETWORK_CODES = new Set([
  'NO_PRIMARY',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** Messages of node-postgres and TypeORM that come without a code. */
const CONNECTION_MESSAGES =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end|Client was closed|Driver not Connected|Query read timeout|permission denied for database/i;
const NOT_CONNECTED_NAMES = new Set([
  'DatabaseNotReadyError',
  'CannotExecuteNotConnectedError',
  'ConnectionIsNotSetError',
]);

const MAX_CAUSES = 5;

/** Also recognizes errors from another realm, which are not `instanceof Error` here. */
const isError = (value: unknown): value is Error => value instanceof Error || types.isNativeError(value);

interface Link {
  name: string;
  message: string;
  code: string;
  routine: string;
}

function* chain(error: unknown): Generator<Link> {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && isError(current); depth++) {
    const { name, message } = current;
    const code = 'code' in current && typeof current.code === 'string' ? current.code : '';
    const routine = 'routine' in current && typeof current.routine === 'string' ? current.routine : '';
    yield { name, message, code, routine };
    current = 'driverError' in current ? current.driverError : current.cause;
  }
}

const sqlClass = (code: string): string => (/^[0-9A-Z]{5}$/.test(code) ? code.slice(0, 2) : '');

/** True when the statement's data is at fault (SQLSTATE classes 22 and 23), so that a retry cannot help. */
export function isDataError(error: unknown): boolean {
  for (const { code } of chain(error)) if (DATA_CLASSES.has(sqlClass(code))) return true;
  return false;
}

/**
 * True when the server cancelled a statement, as it does at a time-out. A smaller statement may succeed; one of a
 * single row may be waiting for a lock.
 */
export function isStatementCancelled(error: unknown): boolean {
  for (const { code } of chain(error)) if (code === QUERY_CANCELED) return true;
  return false;
}

/** The routine of Postgres that reports a stale plan, since the message depends on the server's language. */
const PLAN_CHECK = 'RevalidateCachedQuery';

/** True when a prepared statement would return other columns than when it was prepared, as after a migration. */
export function isStalePlan(error: unknown): boolean {
  for (const { code, routine } of chain(error)) if (code === '0A000' && routine === PLAN_CHECK) return true;
  return false;
}

/** True for an outage or transient failure of the database, for which a later retry may succeed. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (isStalePlan(error)) return true;
  for (const { name, message, code } of chain(error)) {
    if (NOT_CONNECTED_NAMES.has(name) || NETWORK_CODES.has(code) || CONNECTION_MESSAGES.test(message))
      return true;
    if (OUTAGE_STATES.has(code) || OUTAGE_CLASSES.has(sqlClass(code)) || sqlClass(code) === '40') return true;
  }
  return false;
}
