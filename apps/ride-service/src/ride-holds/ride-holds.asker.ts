import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { AssignmentOutcome, CoordinatorServiceService } from '@ride-hailing/contracts';
import { RemoteClient } from '@ride-hailing/remote-calls';
import { Database, DomainError, Metrics } from '@ride-hailing/service-kit';
import { setTimeout as delay } from 'node:timers/promises';
import { RideHolds } from './ride-holds.service';

const MOST_AT_ONCE = 50;
const DEADLINE_MS = 2_000;
const LONGEST_BACK_OFF_MS = 30_000;

/** Each row is claimed by one instance, and not again for as long as it takes to become due. */
const CLAIM = `
  UPDATE ride_holds SET asked_at = clock_timestamp() WHERE assignment_id IN (
    SELECT assignment_id FROM ride_holds
    WHERE state = 'TRIED' AND coalesce(asked_at, tried_at) < clock_timestamp() - $1 * interval '1 ms'
    ORDER BY coalesce(asked_at, tried_at) LIMIT ${MOST_AT_ONCE} FOR UPDATE SKIP LOCKED)
  RETURNING assignment_id AS "assignmentId"`;

/**
 * Asks the coordinator about holds that have waited for long, and does what it says. It never decides by itself:
 * a hold of which the coordinator knows nothing stays, and is complained about.
 */
@Injectable()
export class RideHoldsAsker implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RideHoldsAsker.name);
  private readonly stopping = new AbortController();
  private readonly ask;
  private readonly questions;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly holds: RideHolds,
    private readonly coordinator: RemoteClient,
    private readonly askAfterMs: number,
    metrics: Metrics,
  ) {
    this.ask = coordinator.unary(CoordinatorServiceService.getAssignmentOutcome, { idempotent: true });
    this.questions = metrics.counter({
      name: 'assignment_questions_total',
      help: 'Times the coordinator was asked about an assignment that waits here, by what it said',
      labelNames: ['outcome'],
    });
  }

  onModuleInit(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.coordinator.close();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted;) {
      await delay(this.pauseMs(failures), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.askAboutAll();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures === 1 && !signal.aborted) {
          this.logger.warn({ msg: 'The coordinator cannot be asked now; holds wait', err: error });
        }
      }
    }
  }

  /** With jitter, so that instances do not ask in step. */
  private pauseMs(failures: number): number {
    const usual = Math.max(100, this.askAfterMs / 5);
    const longest = Math.max(usual, LONGEST_BACK_OFF_MS);
    return Math.min(longest, usual * 2 ** Math.min(failures, 16)) * (0.75 + Math.random() / 2);
  }

  /** What cannot be asked now is asked with the next round that finds it due. */
  private async askAboutAll(): Promise<void> {
    if (!this.database.isReady()) return;
    const { rows } = await this.database.pool.query<{ assignmentId: string }>(CLAIM, [this.askAfterMs]);
    for (const { assignmentId } of rows) {
      const { outcome } = await this.ask({ assignmentId }, { budgetMs: DEADLINE_MS });
      this.questions.inc({ outcome });
      await this.settle(assignmentId, outcome);
    }
  }

  private async settle(assignmentId: string, outcome: AssignmentOutcome): Promise<void> {
    try {
      if (outcome === AssignmentOutcome.CONFIRMED) await this.holds.confirm(assignmentId);
      else if (outcome === AssignmentOutcome.CANCELLED) await this.holds.cancel(assignmentId);
      else if (outcome !== AssignmentOutcome.UNDECIDED) {
        this.logger.error({
          msg: 'The coordinator knows nothing of a hold, which stays',
          assignmentId,
          outcome,
        });
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.logger.error({
        msg: 'A hold cannot do what the coordinator said',
        assignmentId,
        outcome,
        err: error,
      });
    }
  }
}
