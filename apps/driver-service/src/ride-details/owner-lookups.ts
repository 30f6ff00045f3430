import { MAX_LOOKUPS } from '@ride-hailing/contracts';
import { RemoteCallError, type RemoteCallReason } from '@ride-hailing/remote-calls';
import { TurnBatches, within } from '@ride-hailing/timing';
import type { UnavailableReason } from './ride-details.port';

/** One result per lookup, in their order. */
export interface LookupSource<Lookup, Result> {
  find(lookups: readonly Lookup[], budgetMs: number): Promise<Result[]>;
}

/** The owner could not be asked, or gave no answer in time. */
export interface Unavailable {
  readonly outcome: 'unavailable';
  readonly reason: UnavailableReason;
  readonly tookMs: number;
}

const REASONS: Readonly<Record<RemoteCallReason, UnavailableReason>> = {
  unavailable: 'owner-unavailable',
  'deadline-exceeded': 'deadline-exceeded',
  'breaker-open': 'breaker-open',
  'breaker-probing': 'breaker-open',
  overloaded: 'overloaded',
  'bulkhead-full': 'overloaded',
  // This service is stopping: nobody gives up a call for any other reason.
  cancelled: 'owner-unavailable',
  refused: 'owner-error',
  error: 'owner-error',
};

/** @throws what is no failure of a call */
function unavailable(error: unknown, tookMs: number): Unavailable {
  if (!(error instanceof RemoteCallError)) throw error;
  return { outcome: 'unavailable', reason: REASONS[error.reason], tookMs };
}

/**
 * Asks the owner in calls of at most `most` lookups each, all at once. A call that fails makes its own lookups
 * unavailable and no others.
 * @param call gives one result per lookup, in their order, once it is told how long the call took
 */
export async function askOwner<Lookup, Result>(
  lookups: readonly Lookup[],
  most: number,
  call: (part: Lookup[]) => Promise<(tookMs: number) => Result[]>,
): Promise<(Result | Unavailable)[]> {
  const calls: Promise<(Result | Unavailable)[]>[] = [];
  for (let from = 0; from < lookups.length; from += most) {
    calls.push(askOnce(lookups.slice(from, from + most), call));
  }
  return (await Promise.all(calls)).flat();
}

async function askOnce<Lookup, Result>(
  lookups: Lookup[],
  call: (part: Lookup[]) => Promise<(tookMs: number) => Result[]>,
): Promise<(Result | Unavailable)[]> {
  const startedAt = performance.now();
  const tookMs = () => Math.round((performance.now() - startedAt) * 100) / 100;
  try {
    const toResults = await call(lookups);
    return toResults(tookMs());
  } catch (error) {
    const failed = unavailable(error, tookMs());
    return lookups.map(() => failed);
  }
}

interface Question<Lookup> {
  readonly lookups: readonly Lookup[];
  readonly budgetMs: number;
}

/**
 * Lookups of one event-loop turn go to the owner together, in as few calls as their size allows. A call has the time of
 * the most patient of those who share it, and the request id and trace of the first; each caller leaves at the end of
 * its own budget.
 */
export class CoalescedLookups<Lookup, Result> implements LookupSource<Lookup, Result | Unavailable> {
  private readonly batches: TurnBatches<Question<Lookup>, Result[]>;

  constructor(
    private readonly source: LookupSource<Lookup, Result>,
    /** The most lookups of one call that several share; a single caller may ask for more. */
    lookupsPerCall = MAX_LOOKUPS,
  ) {
    this.batches = new TurnBatches({
      answer: (questions) => this.ask(questions),
      sizeOf: ({ lookups }) => lookups.length,
      mostAtOnce: lookupsPerCall,
    });
  }

  async find(lookups: readonly Lookup[], budgetMs: number): Promise<(Result | Unavailable)[]> {
    if (lookups.length === 0) return [];
    const tooLate = { outcome: 'unavailable', reason: 'deadline-exceeded', tookMs: budgetMs } as const;
    const results: Promise<(Result | Unavailable)[]> = this.batches.ask({ lookups, budgetMs });
    return within(budgetMs, results, () => lookups.map(() => tooLate));
  }

  private async ask(questions: readonly Question<Lookup>[]): Promise<Result[][]> {
    const budgetMs = Math.max(...questions.map((question) => question.budgetMs));
    const results = await this.source.find(
      questions.flatMap(({ lookups }) => lookups),
      budgetMs,
    );
    let from = 0;
    return questions.map(({ lookups }) => results.slice(from, (from += lookups.length)));
  }
}
