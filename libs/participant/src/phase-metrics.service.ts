import { Injectable } from '@nestjs/common';
import { DomainError, Metrics } from '@ride-hailing/service-kit';
import type { TryAnswer } from './assignment';

const outcomeOfError = (error: unknown): string => (error instanceof DomainError ? 'rejected' : 'failed');

/** Counts the phases that were asked for, by what came of them. */
@Injectable()
export class PhaseMetrics {
  private readonly phases;

  constructor(metrics: Metrics) {
    this.phases = metrics.counter({
      name: 'assignment_phases_total',
      help: 'Phases of assignments by outcome: agreed, a reason of refusal, done, rejected (not allowed now), failed',
      labelNames: ['phase', 'outcome'],
    });
  }

  async countTry(answer: Promise<TryAnswer>): Promise<TryAnswer> {
    return this.counted('try', answer, (given) => (given.agreed ? 'agreed' : given.reason));
  }

  async count(phase: 'confirm' | 'cancel', done: Promise<void>): Promise<void> {
    await this.counted(phase, done, () => 'done');
  }

  private async counted<T>(phase: string, work: Promise<T>, outcomeOf: (value: T) => string): Promise<T> {
    try {
      const value = await work;
      this.phases.inc({ phase, outcome: outcomeOf(value) });
      return value;
    } catch (error) {
      this.phases.inc({ phase, outcome: outcomeOfError(error) });
      throw error;
    }
  }
}
