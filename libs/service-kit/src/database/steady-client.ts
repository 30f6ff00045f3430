import { Client, type ClientConfig } from 'pg';

const READ_TIMEOUT = 'Query read timeout';

/**
 * A connection that breaks while somebody holds it emits `error`; without a listener that ends the process.
 * One on which a statement had no answer in time is of no more use: what follows on it, such as the ROLLBACK of the
 * same transaction, would wait its own time out behind that statement. It is closed, and fails at once.
 */
export class SteadyClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
    const query = this.query.bind(this) as (...args: unknown[]) => unknown;
    this.query = ((...args: unknown[]) => {
      const result = query(...args);
      if (result instanceof Promise) result.catch((error: unknown) => this.closeIfSilent(error));
      return result;
    }) as Client['query'];
  }

  private closeIfSilent(error: unknown): void {
    if (error instanceof Error && error.message === READ_TIMEOUT) void this.end().catch(() => undefined);
  }
}
