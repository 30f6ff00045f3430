import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { AssignmentOutcome } from '@ride-hailing/contracts';
import { Database, DomainError, Metrics } from '@ride-hailing/service-kit';
import { backOffMs, type Jitter, Periodic } from '@ride-hailing/timing';
import { CoordinatorClient } from './coordinator.client';
import { PARTICIPANT_SETTINGS, type ParticipantSettings } from './participant-settings';
import { Participant } from './participant.port';

const MOST_AT_ONCE = 50;
const LONGEST_BACK_OFF_MS = 30_000;
/** Spreads the calls of several instances. */
const JITTER: Jitter = [0.75, 1.25];

/** One instance claims a due row; no instance claims it again until it is due again. */
const claim = (table: string) => `
  UPDATE ${table} SET asked_at = clock_timestamp() WHERE assignment_id IN (
    SELECT assignment_id FROM ${table}
    WHERE state = 'TRIED' AND coalesce(asked_at, tried_at) < clock_timestamp() - $1 * interval '1 ms'
    ORDER BY coalesce(asked_at, tried_at) LIMIT ${MOST_AT_ONCE} FOR UPDATE SKIP LOCKED)
  RETURNING assignment_id AS "assignmentId"`;

/**
 * Asks the coordinator for the outcome of assignments that have waited for `askAfterMs`, and confirms or cancels
 * accordingly. It never decides by itself: an assignment that the coordinator does not know stays reserved, and an error
 * is logged.
 */
@Injectable()
export class OutcomeAsker implements OnModuleInit, OnApplicationShutdown {
  private readonly logger;
  private readonly asking = new Periodic(() => this.askForDue(), {
    everyMs: (failures) => this.pauseMs(failures),
    onError: (error, failures) => this.warn(error, failures),
  });
  private readonly questions;

  constructor(
    private readonly database: Database,
    private readonly participant: Participant,
    private readonly coordinator: CoordinatorClient,
    @Inject(PARTICIPANT_SETTINGS) private readonly settings: ParticipantSettings,
    metrics: Metrics,
  ) {
    this.logger = new Logger(`${settings.logName}Asker`);
    this.questions = metrics.counter({
      name: 'assignment_questions_total',
      help: 'Times the coordinator was asked about an assignment that waits here, by what it said',
      labelNames: ['outcome'],
    });
  }

  onModuleInit(): void {
    this.asking.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.asking.close();
  }

  private pauseMs(failures: number): number {
    const usualMs = Math.max(100, this.settings.askAfterMs / 5);
    const mostMs = Math.max(usualMs, LONGEST_BACK_OFF_MS);
    return backOffMs(failures + 1, { firstMs: usualMs, mostMs, jitter: JITTER });
  }

  private warn(error: unknown, failures: number): void {
    if (failures > 1 || this.asking.isClosed) return;
    const msg = `The coordinator cannot be asked now; ${this.settings.noun}s wait`;
    this.logger.warn({ msg, err: error });
  }

  /** Rows that are not reached because a call fails are asked about when they are due again. */
  private async askForDue(): Promise<void> {
    if (!this.database.isReady()) return;
    const { table, askAfterMs } = this.settings;
    const { rows } = await this.database.pool.query<{ assignmentId: string }>(claim(table), [askAfterMs]);
    for (const { assignmentId } of rows) {
      const { outcome } = await this.coordinator.outcomeOf(assignmentId);
      this.questions.inc({ outcome });
      await this.settle(assignmentId, outcome);
    }
  }

  private async settle(assignmentId: string, outcome: AssignmentOutcome): Promise<void> {
    const { noun } = this.settings;
    try {
      if (outcome === AssignmentOutcome.CONFIRMED) await this.participant.confirm(assignmentId);
      else if (outcome === AssignmentOutcome.CANCELLED) await this.participant.cancel(assignmentId);
      else if (outcome !== AssignmentOutcome.UNDECIDED) {
        const msg = `The coordinator knows nothing of a ${noun}, which stays`;
        this.logger.error({ msg, assignmentId, outcome });
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const msg = `A ${noun} cannot do what the coordinator said`;
      this.logger.error({ msg, assignmentId, outcome, err: error });
    }
  }
}
