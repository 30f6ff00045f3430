import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Database, Metrics } from '@ride-hailing/service-kit';
import { annotate } from '@ride-hailing/tracing';
import { CoordinatorEvents, type PhaseTwoCall } from './coordinator';

const UNFINISHED = ['TRYING', 'CONFIRMING', 'CANCELLING'] as const;

interface Unfinished {
  readonly state: (typeof UNFINISHED)[number];
  readonly count: number;
  readonly oldestSeconds: number;
}

/** Turns the coordinator's events into log lines and metrics. */
@Injectable()
export class AssignmentObserver implements OnModuleInit {
  private readonly logger = new Logger('Coordinator');

  constructor(
    private readonly events: CoordinatorEvents,
    private readonly metrics: Metrics,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    const ended = this.metrics.counter({
      name: 'assignments_ended_total',
      help: 'Assignments that this instance brought to their end, by that end and, if cancelled, why',
      labelNames: ['state', 'reason'],
    });
    const phaseTwoCalls = this.metrics.counter({
      name: 'assignment_phase_two_calls_total',
      help: 'Confirm and Cancel calls, by participant and what it said',
      labelNames: ['participant', 'phase', 'outcome'],
    });
    this.events.on('decided', ({ id, rideId, driverId, state, reason }) => {
      this.logger.log({ msg: 'Assignment decided', assignmentId: id, rideId, driverId, state, reason });
      annotate({
        'assignment.id': id,
        'ride.id': rideId,
        ...(driverId !== null && { 'driver.id': driverId }),
      });
    });
    this.events.on('phaseTwoCall', (call) => {
      const { participant, phase, reply } = call;
      phaseTwoCalls.inc({ participant, phase, outcome: reply.kind });
      this.logUnacknowledged(call);
    });
    this.events.on('ended', ({ id, state, reason }) => {
      ended.inc({ state, reason: reason ?? 'none' });
      this.logger.log({ msg: 'Assignment ended', assignmentId: id, state });
    });
    this.gaugeUnfinished();
  }

  private logUnacknowledged({ assignment: { id }, participant, phase, reply }: PhaseTwoCall): void {
    if (reply.kind === 'done') return;
    const fields = { assignmentId: id, participant, phase, detail: reply.detail };
    if (reply.kind === 'no-answer')
      this.logger.warn({ msg: 'A participant did not answer, will be called again', ...fields });
    else this.logger.error({ msg: 'A participant refuses what was decided: look into it', ...fields });
  }

  private gaugeUnfinished(): void {
    const oldest = this.metrics.gauge({
      name: 'assignment_oldest_unfinished_seconds',
      help: 'Age of the oldest unfinished assignment of all instances; 0 when all have ended',
    });
    const unfinished = () => this.unfinished();
    this.metrics.gauge({
      name: 'assignments_unfinished',
      help: 'Unfinished assignments of all instances, by state; the last figures stay while the database is away',
      labelNames: ['state'],
      async collect() {
        const found = await unfinished();
        if (!found) return;
        for (const state of UNFINISHED)
          this.set({ state }, found.find((one) => one.state === state)?.count ?? 0);
        oldest.set(Math.max(0, ...found.map(({ oldestSeconds }) => oldestSeconds)));
      },
    });
  }

  private async unfinished(): Promise<Unfinished[] | undefined> {
    if (!this.database.isReady()) return undefined;
    const sql = `
      SELECT state, count(*)::int AS count,
             extract(epoch FROM now() - min(created_at))::float8 AS "oldestSeconds"
      FROM assignments WHERE ended_at IS NULL GROUP BY state`;
    return this.database.pool.query<Unfinished>(sql).then(
      ({ rows }) => rows,
      () => undefined,
    );
  }
}
