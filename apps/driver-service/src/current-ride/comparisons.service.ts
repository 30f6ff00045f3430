import { Logger } from '@nestjs/common';
import type { Approach } from '@ride-hailing/contracts';
import { InvalidInputProblem, type Metrics, NotFoundProblem, toDomainError } from '@ride-hailing/service-kit';
import { endsWithin, LateError, within } from '@ride-hailing/timing';
import { behindBy, differences, type Given, referenceOf } from './answers-compared';
import type { CurrentRideApproach, DetailsWanted } from './approach.port';
import type { Compared, Comparison } from './comparison.dto';
import type { ComparisonLimits } from './comparison-limits';
import { type CurrentRideAnswer, round } from './current-ride.dto';

/** A place is given back after this time even if an approach has not ended, which breaks its own limits. */
const PLACE_HELD_MS = 10_000;

const UNEXPECTED = { title: 'Internal Server Error', detail: 'Something went wrong in this service.' };

interface Asked {
  readonly approach: Approach;
  readonly tookMs: number;
  readonly answer: CurrentRideAnswer | null;
  /** Why there is no answer. */
  readonly error?: unknown;
}

/**
 * Asks every approach that is on about one driver at once, and says where their answers differ. Counted apart from what
 * callers ask, so that comparing does not change what operators see of them.
 */
export class Comparisons {
  private readonly logger = new Logger(Comparisons.name);
  private readonly counts;

  constructor(
    private readonly on: ReadonlyMap<Approach, CurrentRideApproach>,
    private readonly limits: ComparisonLimits,
    /** How long each approach is waited for. */
    private readonly deadlineMs: number,
    metrics: Metrics,
  ) {
    this.counts = metrics.counter({
      name: 'current_ride_compared_total',
      help:
        'What approaches gave to comparisons, by approach and outcome: reference, same (as the reference), different, ' +
        'refused, failed',
      labelNames: ['approach', 'outcome'],
    });
  }

  /**
   * Answers soon after the deadline at the latest. Takes its place until all approaches have ended, so that slow ones do
   * not add up.
   * @throws NotFoundProblem when an approach says that the driver is unknown, and none has an answer
   * @throws InvalidInputProblem when the caching choice cannot be used
   * @throws UnavailableProblem or TooManyRequestsProblem when there are too many comparisons
   */
  compare(driverId: string, wanted: DetailsWanted): Promise<Comparison> {
    return new Promise((resolve, reject) => {
      const work = async () => {
        const startedAt = performance.now();
        const reads = [...this.on].map(([approach, chosen]) => ({
          approach,
          // The caching choice goes with hybrid alone.
          read: chosen.currentRide(driverId, approach === 'hybrid' ? wanted : { details: wanted.details }),
        }));
        const asked = await Promise.all(reads.map(({ approach, read }) => this.ask(approach, read)));
        resolve(this.toComparison(driverId, asked, performance.now() - startedAt));
        await endsWithin(PLACE_HELD_MS, Promise.allSettled(reads.map(({ read }) => read)));
      };
      this.limits.run(work).catch(reject);
    });
  }

  /** Never rejects: no approach may spoil the answers of the others. */
  private async ask(approach: Approach, read: Promise<CurrentRideAnswer>): Promise<Asked> {
    const startedAt = performance.now();
    const tookMs = () => round(performance.now() - startedAt);
    try {
      const answer = await within(this.deadlineMs, read);
      return { approach, tookMs: tookMs(), answer };
    } catch (error) {
      return { approach, tookMs: tookMs(), answer: null, error };
    }
  }

  private toComparison(driverId: string, asked: readonly Asked[], tookMs: number): Comparison {
    refuseAsOne(asked);
    const given = asked.flatMap(({ approach, answer }): Given[] => {
      const mayBeOlder = this.on.get(approach)?.promises.mayBeOlderThanOwner ?? true;
      return answer ? [{ approach, answer, mayBeOlder }] : [];
    });
    const reference = referenceOf(given);
    return {
      driverId,
      reference: reference?.approach ?? null,
      tookMs: round(tookMs),
      deadlineMs: this.deadlineMs,
      approaches: asked.map((each) => this.toCompared(each, reference)),
    };
  }

  private toCompared({ approach, tookMs, answer, error }: Asked, reference: Given | undefined): Compared {
    if (answer && reference) {
      const differs = differences(answer, reference.answer);
      const isReference = approach === reference.approach;
      const outcome = differs.length > 0 ? 'different' : 'same';
      this.counts.inc({ approach, outcome: isReference ? 'reference' : outcome });
      const behind = behindBy(answer, reference.answer);
      return { approach, outcome: 'answered', tookMs, answer, problem: null, differs, behindBy: behind };
    }
    const { outcome, ...problem } = this.reasonOf(approach, error);
    this.counts.inc({ approach, outcome });
    return { approach, outcome, tookMs, answer: null, problem, differs: [], behindBy: null };
  }

  private reasonOf(approach: Approach, error: unknown) {
    if (error instanceof LateError) {
      const detail = `No answer within ${error.limitMs} ms.`;
      return { outcome: 'failed', title: 'Too slow', detail } as const;
    }
    const known = toDomainError(error);
    if (!known) this.logger.error({ msg: 'An approach failed in a comparison', approach, err: error });
    const { title, detail } = known ?? UNEXPECTED;
    return { outcome: known && known.status < 500 ? 'refused' : 'failed', title, detail } as const;
  }
}

/** @throws the problem that makes the question itself wrong: a bad caching choice, or a driver whom nobody knows */
function refuseAsOne(asked: readonly Asked[]): void {
  const invalid = asked.find(({ error }) => error instanceof InvalidInputProblem);
  if (invalid) throw invalid.error;
  const unknown = asked.find(({ error }) => error instanceof NotFoundProblem);
  if (unknown && asked.every(({ answer }) => answer === null)) throw unknown.error;
}
