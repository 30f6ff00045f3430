import { EventEmitter } from 'node:events';
import { type Assignment, type ParticipantName, type Step, withStep } from './assignment-record';
import type { AssignmentLog } from './assignment-log.port';
import { type Decision, nextStep } from './assignment-machine';
import { AssignmentInterruptedError } from './coordinator.errors';
import type { Participant, PhaseTwoReply, TryReply } from './participant.port';

/** One Confirm or Cancel, and the participant's reply. */
export interface PhaseTwoCall {
  readonly assignment: Assignment;
  readonly participant: ParticipantName;
  readonly phase: 'confirm' | 'cancel';
  readonly reply: PhaseTwoReply;
}

/** What happens to assignments, for logs and metrics. */
export class CoordinatorEvents extends EventEmitter<{
  decided: [Assignment];
  phaseTwoCall: [PhaseTwoCall];
  ended: [Assignment];
}> {}

/** The places where a coordinator may crash, named after what it has just done. */
export type Point =
  'begun' | `tried ${ParticipantName}` | 'decided' | `told ${ParticipantName}` | 'all told' | 'ended';

export interface CoordinatorParts {
  readonly log: AssignmentLog;
  readonly participants: Readonly<Record<ParticipantName, Participant>>;
  readonly events: CoordinatorEvents;
  /** Waits between two rounds of phase two. */
  readonly pause: (ms: number) => Promise<void>;
  /** How long to wait after this many failed rounds. */
  readonly retryAfterMs: (rounds: number) => number;
  /** Awaited at each point. Only tests pass it, to crash there. */
  readonly at?: (point: Point, assignmentId: string) => Promise<void>;
}

interface Run {
  assignment: Assignment;
  steps: readonly Step[];
  readonly tries: Map<ParticipantName, TryReply> | null;
  readonly acknowledged: Set<ParticipantName>;
}

/**
 * Runs Try on all participants, decides, then runs Confirm or Cancel. The decision is the commit point: before it
 * nothing is confirmed, and after it the assignment ends as decided, whichever gateway finishes it.
 */
export class Coordinator {
  private readonly at: NonNullable<CoordinatorParts['at']>;

  constructor(private readonly parts: CoordinatorParts) {
    this.at = parts.at ?? (() => Promise.resolve());
  }

  /**
   * Carries out a new assignment. Phase two may take `phaseTwoMs`; what is not finished then is left to recovery.
   * @throws AssignmentInterruptedError when the log fails or its reply is lost; recovery then finishes what was written
   */
  async run(assignment: Assignment, phaseTwoMs: number): Promise<Assignment> {
    await this.at('begun', assignment.id);
    const run: Run = { assignment, steps: assignment.steps, tries: new Map(), acknowledged: new Set() };
    try {
      await this.untilDecided(run);
      return await this.finish(run, performance.now() + phaseTwoMs);
    } catch (cause) {
      throw new AssignmentInterruptedError({ ...run.assignment, steps: run.steps }, cause);
    }
  }

  /** Runs one round of phase two for an unfinished assignment; cancels it if it is undecided. */
  async resume(assignment: Assignment): Promise<Assignment> {
    const run: Run = { assignment, steps: assignment.steps, tries: null, acknowledged: new Set() };
    await this.untilDecided(run);
    return this.finish(run, 0);
  }

  private async untilDecided(run: Run): Promise<void> {
    for (;;) {
      const step = nextStep({ ...run, state: run.assignment.state });
      if (step.do === 'try') await this.try(run, step.participant, step.driverId);
      else if (step.do === 'decide') await this.decide(run, step.decision);
      else return;
    }
  }

  /** @param until on the clock of `performance.now()`; one round runs in any case */
  private async finish(run: Run, until: number): Promise<Assignment> {
    for (let rounds = run.assignment.rounds; ; rounds += 1) {
      const step = nextStep({ ...run, state: run.assignment.state });
      if (step.do === 'end') return this.end(run, step.state);
      if (step.do !== 'deliver') return run.assignment;
      await Promise.all(step.participants.map((name) => this.deliver(run, name, step.phase)));
      if (step.participants.every((name) => run.acknowledged.has(name))) continue;
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

  private async deliver(run: Run, participant: ParticipantName, phase: 'confirm' | 'cancel'): Promise<void> {
    const { id } = run.assignment;
    const startedAt = performance.now();
    const reply: PhaseTwoReply = await this.parts.participants[participant][phase](id);
    const detail = reply.kind === 'done' ? undefined : reply.detail;
    this.note(run, { participant, phase, outcome: reply.kind, attempts: 1, detail }, startedAt);
    this.parts.events.emit('phaseTwoCall', { assignment: run.assignment, participant, phase, reply });
    if (reply.kind === 'done') run.acknowledged.add(participant);
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
