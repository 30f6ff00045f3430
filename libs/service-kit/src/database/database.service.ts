import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnModuleInit,
  Optional,
} from '@nestjs/common';
import { type Client, type Pool } from 'pg';
import { DataSource } from 'typeorm';
import { type PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { type CheckResult, HealthChecks } from '../health/health-checks.service';
import { DatabaseNotReadyError } from '../problems/database.errors';
import { watchConnection } from './connection-watch';
import { clientOptions, type DatabaseOptions } from './database-options';
import { migrate, openDataSource } from './migrations';
import { traceStatements } from './statement-spans';

export const DATABASE_OPTIONS = Symbol('DATABASE_OPTIONS');

/**
 * The service's own database. It connects in the background and retries for ever, so that the service listens without
 * it and survives any outage. Ready means connected now and migrated.
 */
@Injectable()
export class Database implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(Database.name);
  private readonly closing = new AbortController();
  private readonly waiting = new Set<{ resolve: () => void; reject: (error: Error) => void }>();
  private state: CheckResult = { ok: false, reason: 'not connected yet' };
  private prepared = false;
  private isStopping = false;
  private watching: Promise<void> = Promise.resolve();

  constructor(
    readonly dataSource: DataSource,
    @Inject(DATABASE_OPTIONS) private readonly options: DatabaseOptions,
    @Optional() health?: HealthChecks,
  ) {
    health?.onStopping(() => this.endWaiting());
    health?.register('database', () => ({ ...this.state, required: options.required }));
  }

  /**
   * The driver's pool, for statements that should not go through TypeORM.
   * @throws DatabaseNotReadyError before the first connection
   */
  get pool(): Pool {
    if (!this.prepared) throw new DatabaseNotReadyError(this.state.reason ?? 'not connected yet');
    return (this.dataSource.driver as PostgresDriver).master as Pool;
  }

  /** True while connected and migrated, as observed at most about 1.5 s ago. */
  isReady(): boolean {
    return this.state.ok;
  }

  /** True since the first connection, also during later outages, when statements fail by themselves. */
  hasStarted(): boolean {
    return this.prepared;
  }

  /** Resolves when the database is ready. @throws DatabaseNotReadyError when the service stops first */
  whenReady(): Promise<void> {
    if (this.state.ok) return Promise.resolve();
    if (this.isStopping) return Promise.reject(new DatabaseNotReadyError('stopping'));
    return new Promise((resolve, reject) => this.waiting.add({ resolve, reject }));
  }

  onModuleInit(): void {
    this.watching = watchConnection(
      { ...clientOptions(this.options, 'watch'), keepAlive: true },
      {
        prepare: (client) => this.prepare(client),
        connected: () => this.onConnected(),
        lost: (error) => this.onLost(error),
      },
      this.closing.signal,
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.endWaiting();
    this.closing.abort();
    this.state = { ok: false, reason: 'stopping' };
    await this.watching;
  }

  /** Runs before the hooks of modules, since a hook may wait for work that waits for the database. */
  private endWaiting(): void {
    this.isStopping = true;
    for (const { reject } of this.waiting) reject(new DatabaseNotReadyError('stopping'));
    this.waiting.clear();
  }

  private async prepare(client: Client): Promise<void> {
    if (this.prepared) return;
    const migrated = await migrate(client, this.options);
    if (migrated.length > 0) this.logger.log(`Migrated: ${migrated.join(', ')}`);
    await openDataSource(this.dataSource);
    this.prepared = true;
    traceStatements(this.pool);
  }

  private onConnected(): void {
    this.state = { ok: true };
    this.logger.log('Database is ready');
    for (const { resolve } of this.waiting) resolve();
    this.waiting.clear();
  }

  private onLost(error: unknown): void {
    const { message, code } = error as { message?: string; code?: string };
    const reason = code ?? message ?? 'connection lost';
    if (this.state.reason !== reason) this.logger.warn({ msg: 'Database is not ready', err: error });
    this.state = { ok: false, reason };
  }
}
