import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database, Metrics } from '@ride-hailing/service-kit';
import { Periodic } from '@ride-hailing/timing';
import { ASSIGNMENT_STATES, type AssignmentState } from './assignment';
import { PARTICIPANT_SETTINGS, type ParticipantSettings } from './participant-settings';

const EVERY_MS = 5_000;
const MOST_BATCHES = 20;

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const inList = (states: readonly AssignmentState[]) => `state IN ('${states.join("', '")}')`;

const statements = ({ table, live }: ParticipantSettings) => ({
  count: `
    SELECT state, count(*)::int AS count,
           coalesce(extract(epoch FROM clock_timestamp() - min(tried_at)), 0)::float8 AS "oldestSeconds"
    FROM ${table} WHERE ${inList(live.states)} GROUP BY state`,
  // A phase that is repeated after that time is treated like the first.
  clean: `
    DELETE FROM ${table} WHERE assignment_id IN (
      SELECT assignment_id FROM ${table}
      WHERE ${inList(ASSIGNMENT_STATES.filter((state) => !live.states.includes(state)))}
        AND changed_at < now() - interval '7 days'
      ORDER BY changed_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
});

interface Live {
  readonly state: AssignmentState;
  readonly count: number;
  readonly oldestSeconds: number;
}

/** Updates the gauges of live assignments, and deletes rows that ended long ago. */
@Injectable()
export class ParticipantSweep implements OnModuleInit, OnApplicationShutdown {
  private readonly logger;
  private readonly sql;
  private readonly live;
  private readonly oldestTried;
  private readonly sweeping = new Periodic(() => this.sweep(), { everyMs: EVERY_MS });

  constructor(
    protected readonly database: Database,
    @Inject(PARTICIPANT_SETTINGS) private readonly settings: ParticipantSettings,
    metrics: Metrics,
  ) {
    const { logName, live } = settings;
    this.logger = new Logger(`${logName}Sweep`);
    this.sql = statements(settings);
    this.live = metrics.gauge({ name: live.metric, help: live.help, labelNames: ['state'] });
    for (const state of live.states) this.live.set({ state }, 0);
    this.oldestTried = metrics.gauge({
      name: 'participant_oldest_tried_age_seconds',
      help: 'Age of the oldest assignment that waits here for Confirm or Cancel; 0 when none does',
    });
  }

  onModuleInit(): void {
    this.sweeping.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sweeping.close();
  }

  /** Never rejects. */
  async sweep(): Promise<void> {
    if (!this.database.isReady()) return;
    try {
      await this.before();
      await this.updateGauges();
      await this.inBatches(this.sql.clean);
      await this.after();
    } catch (error) {
      this.logger.warn({
        msg: `${capitalized(this.settings.noun)}s could not be looked through`,
        err: error,
      });
    }
  }

  /** Runs before live assignments are counted. */
  protected async before(): Promise<void> {}

  /** Runs at the end of a sweep; the place for calls that may fail, since everything else is done by then. */
  protected async after(): Promise<void> {}

  /** Repeats a statement that changes a bounded number of rows until it changes none, at most 20 times. */
  protected async inBatches(batch: string): Promise<void> {
    for (let count = 0; count < MOST_BATCHES; count += 1) {
      const { rowCount } = await this.database.pool.query(batch);
      if (!rowCount) return;
    }
  }

  private async updateGauges(): Promise<void> {
    const { rows } = await this.database.pool.query<Live>(this.sql.count);
    const found = new Map(rows.map((row) => [row.state, row]));
    for (const state of this.settings.live.states) this.live.set({ state }, found.get(state)?.count ?? 0);
    this.oldestTried.set(found.get('TRIED')?.oldestSeconds ?? 0);
  }
}
