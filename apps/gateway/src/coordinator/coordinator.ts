import { type Assignment, type ParticipantName, type Step, withStep } from './assignment-record';
import type { AssignmentLog } from './assignment-log.port';
import { type Decision, type Knowledge, nextStep } from './assignment-machine';
import { AssignmentInterruptedError } from './coordinator.errors';
import type { CoordinatorEvents } from './coordinator-events';
import type { Participant, TellReply, TryReply } from './participant.port';

/** Where the coordinator may be when it dies. The name says what has been done. */
export type Point =
  'begun' | `tried ${ParticipantName}` | 'decided' | `told ${ParticipantName}` | 'all told' | 'ended';

export interface CoordinatorParts {
  readonly log: AssignmentLog;
  readonly participants: Readonly<Record<ParticipantName, Participant>>;
  readonly events: CoordinatorEvents;
  /** Between two rounds of phase two. */
  readonly pause: (ms: number) => Promise<void>;
  readonly retryAfterMs: (rounds: number) => number;
  /** Waited for at each point. Only tests pass one, to die there. */
  readonly at?: (point: Point, assignmentId: string) => Promise<void>;
}

interface Run {
  assignment: Assignment;
  steps: readonly Step[];
  readonly tries: Map<ParticipantName, TryReply> | null;
  readonly told: Set<ParticipantName>;
}

const NOWHERE = () => Promise.resolve();

/**
 * Try, decide, Confirm or Cancel. The decision is the commit point: before it nothing is confirmed, and after it
 * the assignment ends that way, whoever has to finish it.
 */
export class Coordinator {
  private readonly at: NonNullable<CoordinatorParts['at']>;

  constructor(private readonly parts: CoordinatorParts) {
    this.at = parts.at ?? NOWHERE;
  }

  /**
   * A new assignment from its beginning. Phase two gets `phaseTwoMs`; what is then not finished is left to recovery.
   * @throws AssignmentInterruptedError when the log fails, or its answer is lost; recovery then finds what is there
   */
  async run(assignment: Assignment, phaseTwoMs: number): Promise<Assignment> {
    await this.at('begun', assignment.id);
    const run: Run = { assignment, steps: assignment.steps, tries: new Map(), told: new Set() };
    try {
      await this.untilDecided(run);
      return await this.finish(run, performance.now() + phaseTwoMs);
    } catch (cause) {
      throw new AssignmentInterruptedError({ ...run.assignment, steps: run.steps }, cause);
    }
  }

  /** One round for an assignment that somebody left unfinished; an undecided one is cancelled. */
  async resume(assignment: Assignment): Promise<Assignment> {
    const run: Run = { assignment, steps: assignment.steps, tries: null, told: new Set() };
    await this.untilDecided(run);
    return this.finish(run, 0);
  }

  private knowledge({ assignment: { state }, tries, told }: Run): Knowledge {
    return { state, tries, told };
  }

  private async untilDecided(run: Run): Promise<void> {
    for (;;) {
      const step = nextStep(this.knowledge(run));
      if (step.do === 'try') await this.try(run, step.participant, step.driverId);
      else if (step.do === 'decide') await this.decide(run, step.decision);
      else return;
    }
  }

  /** @param until on the clock of `performance.now()`; there is always one round */
  private async finish(run: Run, until: number): Promise<Assignment> {
    for (let rounds = run.assignment.rounds; ; rounds += 1) {
      const step = nextStep(this.knowledge(run));
      if (step.do === 'end') return this.end(run, step.state);
      if (step.do !== 'tell') return run.assignment;
      await Promise.all(step.participants.map((name) => this.tell(run, name, step.phase)));
      if (step.participants.every((name) => run.told.has(name))) continue;
      const retryAfterMs = this.parts.retryAfterMs(rounds);
      if (performance.now() + retryAfterMs >= until) {
        run.assignment = await this.parts.log.leave(run.assignment.id, run.steps, retryAfterMs);
        return run.assignment;
      }
      await this.parts.pause(retryAfterMs);
    }
  }

  private async try(run: Run, participant: ParticipantName, driverId: string | null): Promise<void> {
    const { id, rideId, near, driverAsked } = run.assignment;
    const startedAt = performance.now();
    const request = { assignmentId: id, rideId, near, driverId: driverId ?? driverAsked };
    const reply = await this.parts.participants[participant].try(request);
    const detail = reply.kind === 'agreed' ? undefined : reply.detail;
    this.note(run, { participant, phase: 'try', outcome: reply.kind, attempts: 1, detail }, startedAt);
    run.tries?.set(participant, reply);
    await this.at(`tried ${participant}`, id);
  }

  private async decide(run: Run, decision: Decision): Promise<void> {
    run.assignment = await this.parts.log.decide(run.assignment.id, decision, run.steps);
    if (run.assignment.state === 'TRYING') throw new Error(`assignment ${run.assignment.id} stays undecided`);
    this.parts.events.emit('decided', run.assignment);
    await this.at('decided', run.assignment.id);
  }

  private async tell(run: Run, participant: ParticipantName, phase: 'confirm' | 'cancel'): Promise<void> {
    const { id } = run.assignment;
    const startedAt = performance.now();
    const reply: TellReply = await this.parts.participants[participant][phase](id);
    const detail = reply.kind === 'done' ? undefined : reply.detail;
    this.note(run, { participant, phase, outcome: reply.kind, attempts: 1, detail }, startedAt);
    this.parts.events.emit('told', { assignment: run.assignment, participant, phase, reply });
    if (reply.kind === 'done') run.told.add(participant);
    await this.at(`told ${participant}`, id);
  }

  private async end(run: Run, state: 'CONFIRMED' | 'CANCELLED'): Promise<Assignment> {
    await this.at('all told', run.assignment.id);
    run.assignment = await this.parts.log.end(run.assignment.id, state, run.steps);
    this.parts.events.emit('ended', run.assignment);
    await this.at('ended', run.assignment.id);
    return run.assignment;
  }

  private note(run: Run, step: Omit<Step, 'tookMs'>, startedAt: number): void {
    const tookMs = Math.round((performance.now() - startedAt) * 10) / 10;
    run.steps = withStep(run.steps, { ...step, tookMs });
  }
}
