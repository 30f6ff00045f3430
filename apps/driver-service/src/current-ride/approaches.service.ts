import type { Approach } from '@ride-hailing/contracts';
import {
  InvalidInputProblem,
  type Metrics,
  NotFoundProblem,
  PreconditionFailedProblem,
  toDomainError,
  UnavailableProblem,
} from '@ride-hailing/service-kit';
import { annotate } from '@ride-hailing/tracing';
import type { CurrentRideApproach, DetailsWanted } from './approach.port';
import type { AtLeastReads } from './at-least-reads.service';
import type { CurrentRideAnswer } from './current-ride.dto';

interface CurrentRideWanted extends DetailsWanted {
  /** Overrides the service's default approach. */
  readonly approach?: Approach;
}

/** Answers each request by the approach that it names, or else by the default one, and counts the outcomes. */
export class Approaches {
  private readonly answers;

  constructor(
    private readonly usual: Approach,
    readonly on: ReadonlyMap<Approach, CurrentRideApproach>,
    private readonly atLeastReads: AtLeastReads,
    metrics: Metrics,
  ) {
    this.answers = metrics.counter({
      name: 'current_ride_answers_total',
      help:
        'Questions for a current ride by approach and outcome: complete, partial (details wanted and not there), ' +
        'no-ride, unknown (driver), refused, unavailable (a part is away), error',
      labelNames: ['approach', 'outcome'],
    });
  }

  /**
   * @throws InvalidInputProblem when the approach is not on, or takes no caching choice
   * @throws PreconditionFailedProblem or UnavailableProblem when no answer is as new as wanted
   * @throws what the approach throws
   */
  async currentRide(driverId: string, wanted: CurrentRideWanted): Promise<CurrentRideAnswer> {
    const { approach = this.usual, ...rest } = wanted;
    const chosen = this.chosen(approach, rest);
    const { atLeast } = rest;
    try {
      const answer = await (atLeast
        ? this.atLeastReads.read(approach, chosen, driverId, { ...rest, atLeast })
        : chosen.currentRide(driverId, rest));
      this.answers.inc({ approach, outcome: outcomeOf(answer) });
      annotate({ approach, ...(answer.ride && { 'ride.id': answer.ride.id }) });
      return answer;
    } catch (error) {
      this.answers.inc({ approach, outcome: failureOf(error) });
      throw error;
    }
  }

  private chosen(approach: Approach, { cache }: DetailsWanted): CurrentRideApproach {
    const chosen = this.on.get(approach);
    if (!chosen) {
      const message = `is not on here; on are: ${[...this.on.keys()].join(', ')}`;
      throw new InvalidInputProblem('The approach cannot be used.', [{ field: 'approach', message }]);
    }
    if (cache !== undefined && approach !== 'hybrid') {
      const message = `goes with the approach hybrid only, not with ${approach}`;
      throw new InvalidInputProblem('The caching choice cannot be used.', [{ field: 'cache', message }]);
    }
    return chosen;
  }
}

function outcomeOf({ ride, sources }: CurrentRideAnswer): string {
  if (!ride) return 'no-ride';
  return sources.details.from === 'unavailable' ? 'partial' : 'complete';
}

function failureOf(error: unknown): string {
  const known = toDomainError(error);
  if (known instanceof NotFoundProblem) return 'unknown';
  if (known instanceof InvalidInputProblem || known instanceof PreconditionFailedProblem) return 'refused';
  return known instanceof UnavailableProblem ? 'unavailable' : 'error';
}
