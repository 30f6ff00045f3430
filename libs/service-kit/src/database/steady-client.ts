import { PrimaryClient } from '@ride-hailing/addresses';
import { type Client, type ClientConfig } from 'pg';
import { isStalePlan } from '../problems/database.errors';
import { inStatementSpan } from './statement-spans';

const READ_TIMEOUT = 'Query read timeout';

type Query = (...args: unknown[]) => unknown;
type Callback = (error: unknown, result?: unknown) => void;

/**
 * A client that survives three faults of its connection:
 * - A connection that breaks while it is in use emits `error`, which would end the process without a listener.
 * - A connection with an unanswered statement is closed, since every later statement, such as the ROLLBACK of the
 *   same transaction, would run into a time-out behind it. Closed, it fails at once.
 * - A prepared statement whose columns have changed is prepared again. Outside of a transaction it is also repeated;
 *   inside, the transaction has failed, and its retry uses the new plan.
 */
export class SteadyClient extends PrimaryClient {
  /** How often each named statement was prepared again. */
  private readonly renewals = new Map<string, number>();

  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
    const query = this.query.bind(this) as Query;
    this.query = ((...args: unknown[]) => {
      const result = inStatementSpan((...sent) => this.queryFresh(query, sent), args);
      if (result instanceof Promise) result.catch((error: unknown) => this.closeIfSilent(error));
      return result;
    }) as Client['query'];
  }

  private closeIfSilent(error: unknown): void {
    if (error instanceof Error && error.message === READ_TIMEOUT) void this.end().catch(() => undefined);
  }

  private queryFresh(query: Query, args: unknown[]): unknown {
    const [statement, ...more] = args;
    if (!isNamed(statement)) return query(...args);
    const send = (rest: unknown[]) => query(this.withPresentName(statement), ...rest);
    const renews = (error: unknown) => isStalePlan(error) && this.renew(statement.name);
    const last = more.at(-1);
    if (typeof last === 'function') {
      const callback = last as Callback;
      const again: Callback = (error, result) => (renews(error) ? void send(more) : callback(error, result));
      return send([...more.slice(0, -1), again]);
    }
    const result = send(more);
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      if (renews(error)) return send(more);
      throw error;
    });
  }

  /** @returns whether the statement may be repeated at once */
  private renew(name: string): boolean {
    this.renewals.set(name, (this.renewals.get(name) ?? 0) + 1);
    return this.getTransactionStatus() === 'I';
  }

  /** The server keeps the old plan under the old name until the connection ends. */
  private withPresentName<T extends { name: string }>(statement: T): T {
    const renewals = this.renewals.get(statement.name);
    return renewals === undefined ? statement : { ...statement, name: `${statement.name}-${renewals}` };
  }
}

const isNamed = (statement: unknown): statement is { name: string } =>
  typeof statement === 'object' &&
  statement !== null &&
  'name' in statement &&
  typeof statement.name === 'string' &&
  statement.name !== '' &&
  !('submit' in statement);
