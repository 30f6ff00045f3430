import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database, HealthChecks } from '@ride-hailing/service-kit';
import { Periodic } from '@ride-hailing/timing';
import type { EntityManager } from 'typeorm';

/** The login with which Driver Service reads the view; provisioning makes it. */
const READER = 'driver_service_ride_view';

const TRY_AGAIN_MS = 5_000;
/** One instance at a time: two that change the same privileges fail. Any number that nothing else locks here. */
const LOCK = 7_266_443_302;

const STATEMENTS = {
  grant: [
    `GRANT USAGE ON SCHEMA published TO ${READER}`,
    `GRANT SELECT ON published.current_rides TO ${READER}`,
  ],
  revoke: [
    `REVOKE ALL ON published.current_rides FROM ${READER}`,
    `REVOKE ALL ON SCHEMA published FROM ${READER}`,
  ],
} as const;

/** Fails without the reader or the view. */
const IS_GRANTED = `
  SELECT has_schema_privilege($1, 'published', 'USAGE')
    AND has_table_privilege($1, 'published.current_rides', 'SELECT') AS "isGranted"`;

/**
 * For `database-view`: lets the reader see `published.current_rides` while the approach is on, and takes that back
 * when it is not. The view itself is always there, for nobody but this service. A reader or a view that was deleted
 * and made again has no rights: they are granted again within seconds.
 */
@Injectable()
export class DatabaseViewPublication implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('DatabaseView');
  private readonly granting = new Periodic(() => this.grant(), {
    everyMs: TRY_AGAIN_MS,
    firstMs: 0,
    onError: (error) => this.onFailure(error),
  });
  private state: 'pending' | 'done' | 'no-reader' = 'pending';

  constructor(
    private readonly database: Database,
    private readonly isOn: boolean,
    health: HealthChecks,
  ) {
    if (!isOn) return;
    health.register('database-view', () =>
      this.state === 'done'
        ? { ok: true, required: false }
        : { ok: false, required: false, reason: this.reason() },
    );
  }

  onApplicationBootstrap(): void {
    this.granting.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.granting.close();
  }

  /** Grants, or takes back, in one transaction. @returns false when there is no such login */
  async apply(): Promise<boolean> {
    return this.database.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
      const found: unknown[] = await manager.query('SELECT FROM pg_roles WHERE rolname = $1', [READER]);
      if (found.length === 0) return false;
      if (this.isOn && (await this.isGranted(manager))) return true;
      for (const statement of STATEMENTS[this.isOn ? 'grant' : 'revoke']) await manager.query(statement);
      return true;
    });
  }

  private async isGranted(manager: EntityManager): Promise<boolean> {
    const [row] = await manager.query<{ isGranted: boolean }[]>(IS_GRANTED, [READER]);
    return row?.isGranted === true;
  }

  private async grant(): Promise<void> {
    await this.database.whenReady();
    if (await this.apply()) this.finish();
    // Nobody can read it, which is as it should be.
    else if (!this.isOn) this.logger.log(`There is no login ${READER}: the view is nobody's to read`);
    else this.missReader();
    // Taken back once, it stays so; a grant may be lost again.
    if (!this.isOn) void this.granting.close();
  }

  private onFailure(error: unknown): void {
    if (this.granting.isClosed) return;
    this.state = 'pending';
    const msg = `The view cannot be ${this.isOn ? 'granted' : 'taken back'} now, and that is tried again`;
    this.logger.warn({ msg, err: error });
  }

  private missReader(): void {
    if (this.state !== 'no-reader') this.logger.error(`${this.noReader()}; tried again`);
    this.state = 'no-reader';
  }

  private finish(): void {
    if (this.state === 'done') return;
    this.state = 'done';
    this.logger.log(this.isOn ? `${READER} may read published.current_rides` : `${READER} may read nothing`);
  }

  private reason(): string {
    return this.state === 'no-reader' ? this.noReader() : 'the view is not granted yet';
  }

  private noReader(): string {
    return `APPROACHES has database-view, but there is no login ${READER}: provisioning makes it`;
  }
}
