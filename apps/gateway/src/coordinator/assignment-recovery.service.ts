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

/** Finishes unfinished assignments, at start and periodically. Any number of gateways may run it at once. */
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
      // A full batch means that more may wait.
      everyMs: () => (this.found === AT_ONCE ? 0 : everyMs),
      onError: (error) => {
        // Readiness and the requests already report an outage of the database.
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
