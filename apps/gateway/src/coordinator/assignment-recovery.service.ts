import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { isDatabaseUnavailable } from '@ride-hailing/service-kit';
import { Periodic } from '@ride-hailing/timing';
import type { Assignment } from './assignment-record';
import type { AssignmentLog } from './assignment-log.port';
import type { Coordinator } from './coordinator';

const AT_ONCE = 16;

/** Finishes what somebody has left unfinished: at start and periodically, in any number of instances. */
@Injectable()
export class AssignmentRecovery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AssignmentRecovery.name);
  private readonly rounds: Periodic;
  private found = 0;

  constructor(
    private readonly log: AssignmentLog,
    private readonly coordinator: Coordinator,
    everyMs: number,
  ) {
    this.rounds = new Periodic(() => this.recoverSome(), {
      firstMs: 0,
      // More may wait when there were as many as asked for.
      everyMs: () => (this.found === AT_ONCE ? 0 : everyMs),
      onError: (error) => {
        // While the database is away, that is told by readiness and by every request.
        if (!isDatabaseUnavailable(error)) this.logger.error({ msg: 'Recovery failed', err: error });
      },
    });
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.close();
  }

  private async recoverSome(): Promise<void> {
    this.found = 0;
    const claimed = await this.log.claim(AT_ONCE);
    await Promise.all(claimed.map((assignment) => this.recover(assignment)));
    this.found = claimed.length;
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
