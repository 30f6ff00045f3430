import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Broker } from '@ride-hailing/messaging';
import { Database, Metrics } from '@ride-hailing/service-kit';
import { Periodic } from '@ride-hailing/timing';

const EVERY_MS = 5_000;

const NOW = 'SELECT (extract(epoch FROM statement_timestamp()) * 1000)::float8 AS "nowMs"';

/**
 * Measures how far this process's clock is from the clocks of the broker and the database, which decide what is fresh.
 * The metric is for the operator of a machine with a wrong clock; no decision depends on it.
 */
@Injectable()
export class ClockSkew implements OnModuleInit, OnApplicationShutdown {
  private readonly skew;
  private readonly looking = new Periodic(() => this.look(), { everyMs: EVERY_MS });

  constructor(
    private readonly broker: Broker,
    private readonly database: Database,
    metrics: Metrics,
  ) {
    this.skew = metrics.gauge({
      name: 'clock_skew_seconds',
      help: "How far this process's clock is ahead of that of the broker or the database; negative: behind it",
      labelNames: ['of'],
    });
  }

  onModuleInit(): void {
    this.looking.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.looking.close();
  }

  /** Never rejects. During an outage the metric keeps its last value. */
  async look(): Promise<void> {
    const ofBroker = this.broker.clock.skewMs();
    if (ofBroker !== undefined) this.skew.set({ of: 'broker' }, ofBroker / 1_000);
    if (!this.database.isReady()) return;
    const askedAtMs = Date.now();
    const rows = await this.database.pool.query<{ nowMs: number }>(NOW).then(
      (answer) => answer.rows,
      () => [],
    );
    for (const { nowMs } of rows) this.skew.set({ of: 'database' }, (askedAtMs - nowMs) / 1_000);
  }
}
