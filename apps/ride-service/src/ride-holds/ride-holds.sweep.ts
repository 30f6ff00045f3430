import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database, Metrics } from '@ride-hailing/service-kit';

const EVERY_MS = 5_000;
const MOST_BATCHES = 20;

/** A phase that comes again after that long is treated like the first. What is TRIED stays, however old. */
const CLEAN = `
  DELETE FROM ride_holds WHERE assignment_id IN (
    SELECT assignment_id FROM ride_holds WHERE state <> 'TRIED' AND changed_at < now() - interval '7 days'
    ORDER BY changed_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`;

const LOOK = `
  SELECT count(*)::int AS live, coalesce(extract(epoch FROM clock_timestamp() - min(tried_at)), 0)::float8 AS oldest
  FROM ride_holds WHERE state = 'TRIED'`;

/** Shows how many rides are held and since when, and deletes old marks. */
@Injectable()
export class RideHoldsSweep implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RideHoldsSweep.name);
  private readonly live;
  private readonly oldest;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    metrics: Metrics,
  ) {
    this.live = metrics.gauge({ name: 'ride_holds_live', help: 'Rides that are held for a driver' });
    this.oldest = metrics.gauge({
      name: 'ride_holds_oldest_age_seconds',
      help: 'Age of the oldest hold that waits for Confirm or Cancel; 0 when none does',
    });
  }

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.running ??= this.sweep().finally(() => (this.running = undefined));
    }, EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Never rejects. */
  async sweep(): Promise<void> {
    if (!this.database.isReady()) return;
    try {
      const { rows } = await this.database.pool.query<{ live: number; oldest: number }>(LOOK);
      this.live.set(rows[0]?.live ?? 0);
      this.oldest.set(rows[0]?.oldest ?? 0);
      await this.repeated(CLEAN);
    } catch (error) {
      this.logger.warn({ msg: 'Holds could not be looked through', err: error });
    }
  }

  private async repeated(batch: string): Promise<void> {
    for (let count = 0; count < MOST_BATCHES; count += 1) {
      const { rowCount } = await this.database.pool.query(batch);
      if (!rowCount) return;
    }
  }
}
