import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Broker } from '@ride-hailing/messaging';
import { Database, Metrics } from '@ride-hailing/service-kit';
import { Periodic } from '@ride-hailing/timing';

const EVERY_MS = 5_000;

const NOW = 'SELECT (extract(epoch FROM statement_timestamp()) * 1000)::float8 AS "nowMs"';

/**
 * Shows how far the clock of this process is from the clocks that decide. Nothing is decided by the difference: a
 * machine whose clock is wrong is for its operator to see.
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

  /** Never rejects. What cannot be asked now keeps its last value. */
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
