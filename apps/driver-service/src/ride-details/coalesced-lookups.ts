import { MAX_LOOKUPS } from '@ride-hailing/contracts';
import { TurnBatches, within } from '@ride-hailing/timing';

/** One result per lookup, in their order. */
export interface LookupSource<Lookup, Result> {
  find(lookups: readonly Lookup[], budgetMs: number): Promise<Result[]>;
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
export class CoalescedLookups<Lookup, Result> implements LookupSource<Lookup, Result> {
  private readonly batches: TurnBatches<Question<Lookup>, Result[]>;

  constructor(
    private readonly source: LookupSource<Lookup, Result>,
    /** The result of a lookup whose caller leaves before the owner's answer. */
    private readonly tooLate: (budgetMs: number) => Result,
    /** The most lookups of one call that several share; a single caller may ask for more. */
    lookupsPerCall = MAX_LOOKUPS,
  ) {
    this.batches = new TurnBatches({
      answer: (questions) => this.ask(questions),
      sizeOf: ({ lookups }) => lookups.length,
      mostAtOnce: lookupsPerCall,
    });
  }

  async find(lookups: readonly Lookup[], budgetMs: number): Promise<Result[]> {
    if (lookups.length === 0) return [];
    const results = this.batches.ask({ lookups, budgetMs });
    return within(budgetMs, results, () => lookups.map(() => this.tooLate(budgetMs)));
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
