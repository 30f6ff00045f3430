import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnModuleInit,
  Optional,
} from '@nestjs/common';
import { Periodic } from '@ride-hailing/timing';
import { type Gauge } from 'prom-client';
import { type CheckResult, HealthChecks } from '../health/health-checks.service';
import { Metrics } from '../metrics/metrics.service';
import { Database, DATABASE_OPTIONS } from './database.service';
import { type DatabaseOptions } from './database-options';
import { isStandbyMissing } from './missing-standby';
import { type ExpectedSchema, expectedSchema, migrationsThatRan } from './expected-schema';
import { freshLook, LoginRefusedError } from './fresh-look';
import {
  describeDifference,
  type SchemaDifference,
  schemaDifferences,
  withoutConsequences,
} from './schema-differences';
import { type Query, schemaObjects } from './schema-objects';

const LOOK_EVERY_MS = 5_000;
/** How long a check that runs when the service stops may still take. */
const LAST_LOOK_MS = 500;
const MOST_NAMED = 5;
const REMEDY = 'npm run provision makes it again';

/** TypeORM reads this table only when a service starts. */
const NEEDED_AT_START_ONLY = ['public.migrations'];

/**
 * Notices within 15 s what was deleted in the running service's database: tables, indexes and everything else that its
 * migrations make, its login, which open connections no longer need, and the standby for which commits wait.
 */
@Injectable()
export class SchemaWatch implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(SchemaWatch.name);
  private readonly faults?: Gauge<'object' | 'fault'>;
  private readonly refusals?: Gauge;
  private readonly standby?: Gauge;
  private expected: ExpectedSchema | undefined;
  private differences: readonly SchemaDifference[] = [];
  private unknown: string | undefined = 'not looked at yet';
  private refused: string | undefined;
  private readonly watch: Periodic;

  constructor(
    private readonly database: Database,
    @Inject(DATABASE_OPTIONS) private readonly options: DatabaseOptions,
    @Optional() health?: HealthChecks,
    @Optional() metrics?: Metrics,
  ) {
    this.watch = new Periodic(() => this.look(), {
      everyMs: options.lookEveryMs ?? LOOK_EVERY_MS,
      firstMs: 0,
      onError: (error) => this.onFailure(error),
    });
    health?.register('database-objects', () => this.objectsCheck());
    health?.register('database-login', () => this.loginCheck());
    this.faults = metrics?.gauge({
      name: 'database_objects_missing',
      help: "1 for each table, index or other object of the service's database that is missing, unusable, not owned by its login, or not as the migrations made it",
      labelNames: ['object', 'fault'],
    });
    this.refusals = metrics?.gauge({
      name: 'database_login_refused',
      help: '1 while the database lets no new connection of the service in: its login is gone, locked, or has another password',
    });
    this.standby = metrics?.gauge({
      name: 'database_standby_missing',
      help: '1 while commits wait for a standby of the database, and none follows it',
    });
  }

  onModuleInit(): void {
    if (this.faults) this.startWhenReady();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.watch.close(LAST_LOOK_MS);
  }

  private startWhenReady(): void {
    const start = () => this.watch.start();
    this.database.whenReady().then(start, start);
  }

  private async look(): Promise<void> {
    const { actual, migrated } = await freshLook(this.options, async (client) => {
      const query: Query = async (text, values) => (await client.query<object>(text, values)).rows;
      await query('BEGIN READ ONLY');
      this.standby?.set((await isStandbyMissing(query)) ? 1 : 0);
      return { actual: await schemaObjects(query), migrated: await migrationsThatRan(query) };
    });
    this.onLogin(undefined);
    const expected = (this.expected ??= await expectedSchema(this.options));
    const known = new Set(expected.migrations.map(({ name }) => name));
    const isNewer = migrated.some((name) => !known.has(name));
    this.unknown = isNewer ? 'a newer release has migrated, whose changes are not judged here' : undefined;
    const differences = isNewer ? [] : schemaDifferences(expected.objects, actual);
    this.onDifferences(withoutConsequences(differences));
  }

  /** Failures other than a refused login are outages, which the health check of the database reports. */
  private onFailure(error: unknown): void {
    if (error instanceof LoginRefusedError) return this.onLogin(error.code);
    if (this.expected || !this.database.isReady()) return;
    const reason = (error as Error).message;
    if (this.unknown !== reason)
      this.logger.warn({ msg: 'What belongs into the database cannot be found out', err: error });
    this.unknown = reason;
  }

  private onLogin(refused: string | undefined): void {
    if (this.refused === refused) return;
    this.refused = refused;
    this.refusals?.set(refused ? 1 : 0);
    if (refused) this.logger.error(`The database lets no new connection in (${refused}): ${REMEDY}`);
    else this.logger.log('The database lets new connections in again');
  }

  private onDifferences(differences: readonly SchemaDifference[]): void {
    const [before, now] = [this.differences, differences].map((all) =>
      all.map(describeDifference).join(', '),
    );
    this.differences = differences;
    this.faults?.reset();
    for (const { object, fault } of differences)
      this.faults?.set({ object: `${object.kind} ${object.name}`, fault }, 1);
    if (before === now) return;
    if (now) this.logger.error(`Not as the migrations made it: ${now}; ${REMEDY}`);
    else this.logger.log('The database is again as the migrations made it');
  }

  private objectsCheck(): CheckResult {
    if (this.unknown) return { ok: true, required: false, reason: this.unknown };
    if (this.differences.length === 0) return { ok: true };
    const named = this.differences.slice(0, MOST_NAMED).map(describeDifference);
    const more = this.differences.length - named.length;
    const reason = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}; ${REMEDY}`;
    return {
      ok: false,
      required: this.isRequired() && this.differences.some((one) => this.isNeeded(one)),
      reason,
    };
  }

  /** A missing table stops the work; a missing index, column or view makes only some of it slow, unguarded or fail. */
  private isNeeded({ object: { kind, name, within }, fault }: SchemaDifference): boolean {
    const spared = [...NEEDED_AT_START_ONLY, ...(this.options.worksWithout ?? [])];
    const isTable = kind === 'table' || (kind === 'schema' && within === null);
    return isTable && fault !== 'different' && !spared.includes(name);
  }

  /** A refused login does not stop a service whose pool still has open connections. */
  private loginCheck(): CheckResult {
    if (!this.refused) return { ok: true };
    const reason = `the login is refused (${this.refused}); ${REMEDY}`;
    const hasConnections = this.database.hasStarted() && this.database.pool.totalCount > 0;
    return { ok: false, required: this.isRequired() && !hasConnections, reason };
  }

  private isRequired(): boolean {
    return this.options.required ?? true;
  }
}
