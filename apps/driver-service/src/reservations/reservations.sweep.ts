import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database, Metrics } from '@ride-hailing/service-kit';
import { IS_SPENT } from './live-reservation';
import { LostRidesAsker } from './lost-rides.asker';

const EVERY_MS = 5_000;
const MOST_BATCHES = 20;

/** A phase that comes again after that long is treated like the first. What is TRIED or CONFIRMED stays, however old. */
const CLEAN = `
  DELETE FROM reservations WHERE assignment_id IN (
    SELECT assignment_id FROM reservations WHERE state IN ('RELEASED', 'CANCELLED', 'REFUSED') AND changed_at < now() - interval '7 days'
    ORDER BY changed_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`;

/** Spent reservations are free already: this keeps the table of live ones small. */
const RELEASE = `
  UPDATE reservations SET state = 'RELEASED', changed_at = clock_timestamp() WHERE assignment_id IN (
    SELECT assignment_id FROM reservations WHERE ${IS_SPENT} LIMIT 500 FOR UPDATE OF reservations SKIP LOCKED)`;

const LOOK = `
  SELECT count(*) FILTER (WHERE state = 'TRIED')::int AS tried,
         count(*) FILTER (WHERE state = 'CONFIRMED')::int AS confirmed,
         coalesce(extract(epoch FROM clock_timestamp() - min(tried_at) FILTER (WHERE state = 'TRIED')), 0)::float8
           AS oldest
  FROM reservations WHERE state IN ('TRIED', 'CONFIRMED')`;

interface Live {
  readonly tried: number;
  readonly confirmed: number;
  readonly oldest: number;
}

/** Releases reservations whose ride is over or lost, shows how many there are and since when, and deletes old marks. */
@Injectable()
export class ReservationsSweep implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(ReservationsSweep.name);
  private readonly live;
  private readonly oldest;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly lostRides: LostRidesAsker,
    metrics: Metrics,
  ) {
    this.live = metrics.gauge({
      name: 'reservations_live',
      help: 'Reservations that keep a driver from others, by state',
      labelNames: ['state'],
    });
    this.oldest = metrics.gauge({
      name: 'reservations_oldest_tried_age_seconds',
      help: 'Age of the oldest reservation that waits for Confirm or Cancel; 0 when none does',
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
      await this.repeated(RELEASE);
      const { rows } = await this.database.pool.query<Live>(LOOK);
      this.live.set({ state: 'TRIED' }, rows[0]?.tried ?? 0);
      this.live.set({ state: 'CONFIRMED' }, rows[0]?.confirmed ?? 0);
      this.oldest.set(rows[0]?.oldest ?? 0);
      await this.repeated(CLEAN);
      await this.lostRides.releaseLost();
    } catch (error) {
      this.logger.warn({ msg: 'Reservations could not be looked through', err: error });
    }
  }

  private async repeated(batch: string): Promise<void> {
    for (let count = 0; count < MOST_BATCHES; count += 1) {
      const { rowCount } = await this.database.pool.query(batch);
      if (!rowCount) return;
    }
  }
}
