import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database, HealthChecks } from '@ride-hailing/service-kit';
import { Periodic } from '@ride-hailing/timing';
import type { EntityManager } from 'typeorm';

/** The login with which Driver Service reads the view; provisioning creates it. */
const READER = 'driver_service_ride_view';
const NO_READER = `APPROACHES has database-view, but there is no login ${READER}: provisioning makes it`;

const CHECK_EVERY_MS = 5_000;
/** Advisory lock of this work: two instances that change the same privileges at once fail. */
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

/** Fails if the reader or the view does not exist. */
const IS_GRANTED = `
  SELECT has_schema_privilege($1, 'published', 'USAGE')
    AND has_table_privilege($1, 'published.current_rides', 'SELECT') AS "isGranted"`;

/**
 * For `database-view`: grants the reader SELECT on `published.current_rides` while the approach is on, and revokes it
 * while it is off. The view itself always exists, readable by this service alone. If the reader or the view was deleted
 * and created again, the rights are granted again within seconds.
 */
@Injectable()
export class DatabaseViewPublication implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('DatabaseView');
  private readonly granting = new Periodic(() => this.grant(), {
    everyMs: CHECK_EVERY_MS,
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
    health.register('database-view', () => {
      if (this.state === 'done') return { ok: true, required: false };
      const reason = this.state === 'no-reader' ? NO_READER : 'the view is not granted yet';
      return { ok: false, required: false, reason };
    });
  }

  onApplicationBootstrap(): void {
    this.granting.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.granting.close();
  }

  private async grant(): Promise<void> {
    await this.database.whenReady();
    const state = (await this.apply()) ? 'done' : 'no-reader';
    if (state !== this.state) this.log(state);
    this.state = state;
    // A revoked grant stays revoked; a grant may be lost again.
    if (!this.isOn) void this.granting.close();
  }

  /** Grants or revokes in one transaction. @returns false when the login does not exist */
  private async apply(): Promise<boolean> {
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

  private log(state: 'done' | 'no-reader'): void {
    if (state === 'done')
      this.logger.log(
        this.isOn ? `${READER} may read published.current_rides` : `${READER} may read nothing`,
      );
    else if (this.isOn) this.logger.error(`${NO_READER}; tried again`);
    else this.logger.log(`There is no login ${READER}: the view is nobody's to read`);
  }

  private onFailure(error: unknown): void {
    if (this.granting.isClosed) return;
    this.state = 'pending';
    const msg = `The view cannot be ${this.isOn ? 'granted' : 'taken back'} now, and that is tried again`;
    this.logger.warn({ msg, err: error });
  }
}
