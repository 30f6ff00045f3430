import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { isDatabaseUnavailable } from '@ride-hailing/service-kit';
import { Periodic } from '@ride-hailing/timing';
import { PostgresAssignmentLog } from './postgres-assignment-log';

/** As long as participants keep their fence rows. A key that is used again later begins a new assignment. */
const KEPT_MS = 7 * 24 * 3_600_000;
const EVERY_MS = 600_000;
const BATCH = 1_000;
const MOST_BATCHES = 100;

/** Deletes assignments that ended long ago, in batches. */
@Injectable()
export class AssignmentCleaner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AssignmentCleaner.name);
  private readonly cleaning = new Periodic(() => this.clean(), {
    everyMs: EVERY_MS,
    onError: (error) => {
      if (!isDatabaseUnavailable(error)) this.logger.error({ msg: 'Old assignments stay', err: error });
    },
  });

  constructor(private readonly log: PostgresAssignmentLog) {}

  onApplicationBootstrap(): void {
    this.cleaning.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.cleaning.close();
  }

  private async clean(): Promise<void> {
    for (let batches = 0; batches < MOST_BATCHES; batches += 1) {
      if ((await this.log.forget(KEPT_MS, BATCH)) < BATCH) return;
    }
  }
}
