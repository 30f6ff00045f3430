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
 * Connection trouble, a login that is refused, no such database, resources, operator intervention (shutdown, time-out,
 * kill), system error.
 */
const WEATHER_CLASSES = new Set(['08', '28', '3D', '53', '57', '58']);
/** Read-only during a failover; a lock not had in time. */
const WEATHER_STATES = new Set(['25006', '55P03']);
const QUERY_CANCELED = '57014';
const NETWORK_CODES = new Set([
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
/** node-postgres and TypeORM report these without a code. */
const CONNECTION_MESSAGES =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end|Client was closed|Driver not Connected|Query read timeout|permission denied for database/i;
const NOT_CONNECTED_NAMES = new Set([
  'DatabaseNotReadyError',
  'CannotExecuteNotConnectedError',
  'ConnectionIsNotSetError',
]);

const MAX_CAUSES = 5;

/** Also for errors made in another realm, which are no `instanceof Error` here. */
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

/** True when the statement's data is at fault (SQLSTATE 22 and 23): trying again cannot help. */
export function isDataError(error: unknown): boolean {
  for (const { code } of chain(error)) if (DATA_CLASSES.has(sqlClass(code))) return true;
  return false;
}

/**
 * True when the server cancelled a statement, which it does when its time is over. With less to do it may go through;
 * alone, it may wait for a lock.
 */
export function isStatementCancelled(error: unknown): boolean {
  for (const { code } of chain(error)) if (code === QUERY_CANCELED) return true;
  return false;
}

/** Where Postgres notices it; its message comes in the language of the server. */
const PLAN_CHECK = 'RevalidateCachedQuery';

/** True when a prepared statement would give other columns than when it was prepared: a migration ran meanwhile. */
export function isStalePlan(error: unknown): boolean {
  for (const { code, routine } of chain(error)) if (code === '0A000' && routine === PLAN_CHECK) return true;
  return false;
}

/** True when the database is away, closing, overloaded, or out of time. Trying again later may help. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (isStalePlan(error)) return true;
  for (const { name, message, code } of chain(error)) {
    if (NOT_CONNECTED_NAMES.has(name) || NETWORK_CODES.has(code) || CONNECTION_MESSAGES.test(message))
      return true;
    if (WEATHER_STATES.has(code) || WEATHER_CLASSES.has(sqlClass(code)) || sqlClass(code) === '40')
      return true;
  }
  return false;
}
