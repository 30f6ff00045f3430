import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseUnavailable } from '@ride-hailing/service-kit';
import type { Assignment } from './assignment';
import type { AssignmentLog } from './assignment-log.port';
import type { Coordinator } from './coordinator';

const AT_ONCE = 16;

/** Finishes what somebody has left unfinished: at start and periodically, in any number of instances. */
@Injectable()
export class AssignmentRecovery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AssignmentRecovery.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly log: AssignmentLog,
    private readonly coordinator: Coordinator,
    private readonly everyMs: number,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.keepRecovering();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async keepRecovering(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const found = await this.recoverSome();
      // More may wait when there were as many as asked for.
      const pauseMs = found === AT_ONCE ? 0 : this.everyMs;
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async recoverSome(): Promise<number> {
    try {
      const claimed = await this.log.claim(AT_ONCE);
      await Promise.all(claimed.map((assignment) => this.recover(assignment)));
      return claimed.length;
    } catch (error) {
      // While the database is away, that is told by readiness and by every request.
      if (!isDatabaseUnavailable(error)) this.logger.error({ msg: 'Recovery failed', err: error });
      return 0;
    }
  }

  private async recover(assignment: Assignment): Promise<void> {
    const { id: assignmentId, state: from } = assignment;
    try {
      const { state } = await this.coordinator.resume(assignment);
      this.logger.log({ msg: 'Took up an unfinished assignment', assignmentId, from, state });
    } catch (error) {
      this.logger.warn({ msg: 'An unfinished assignment stays so', assignmentId, from, err: error });
    }
  }
}
