import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { isDatabaseUnavailable } from '@ride-hailing/service-kit';
import type { PostgresAssignmentLog } from './postgres-assignment-log';

/** As long as participants keep their marks: a key that is used again later begins anew. */
const KEPT_MS = 7 * 24 * 3_600_000;
const EVERY_MS = 600_000;
const BATCH = 1_000;
const MOST_BATCHES = 100;

/** Forgets assignments that ended long ago, in batches. */
@Injectable()
export class AssignmentCleaner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AssignmentCleaner.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly log: Pick<PostgresAssignmentLog, 'forget'>) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running ??= this.clean().finally(() => (this.running = undefined));
    }, EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async clean(): Promise<void> {
    try {
      for (let batches = 0; batches < MOST_BATCHES; batches += 1) {
        if ((await this.log.forget(KEPT_MS, BATCH)) < BATCH) return;
      }
    } catch (error) {
      if (!isDatabaseUnavailable(error)) this.logger.error({ msg: 'Old assignments stay', err: error });
    }
  }
}
