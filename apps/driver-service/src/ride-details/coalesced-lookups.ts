import { MAX_LOOKUPS } from '@ride-hailing/contracts';
import { withinBudget } from '@ride-hailing/remote-calls';

/** One result per lookup, in their order. */
export interface LookupSource<Lookup, Result> {
  find(lookups: readonly Lookup[], budgetMs: number): Promise<Result[]>;
}

interface Asked<Lookup, Result> {
  readonly lookups: readonly Lookup[];
  readonly budgetMs: number;
  readonly resolve: (results: Result[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What is asked for in one turn of the event loop goes to the owner together, in as few calls as their size allows.
 * A call has the time of the most patient of those who share it, and the request id and trace of the first; each
 * leaves at the end of their own budget.
 */
export class CoalescedLookups<Lookup, Result> implements LookupSource<Lookup, Result> {
  private asked: Asked<Lookup, Result>[] = [];

  constructor(
    private readonly source: LookupSource<Lookup, Result>,
    /** The result of whoever has to leave before it is there. */
    private readonly tooLate: (budgetMs: number) => Result,
    /** The most that one call takes of those who share it; what one asks for alone may be more. */
    private readonly lookupsPerCall = MAX_LOOKUPS,
  ) {}

  async find(lookups: readonly Lookup[], budgetMs: number): Promise<Result[]> {
    if (lookups.length === 0) return [];
    const results = new Promise<Result[]>((resolve, reject) => {
      // Only what runs now is of this turn: the callbacks of sockets that are ready come before this one.
      if (this.asked.length === 0) setImmediate(() => this.send());
      this.asked.push({ lookups, budgetMs, resolve, reject });
    });
    return withinBudget(results, budgetMs, () => lookups.map(() => this.tooLate(budgetMs)));
  }

  private send(): void {
    const { asked } = this;
    this.asked = [];
    for (const together of groups(asked, this.lookupsPerCall)) {
      const budgetMs = Math.max(...together.map((each) => each.budgetMs));
      const lookups = together.flatMap((each) => each.lookups);
      this.source.find(lookups, budgetMs).then(
        (results) => handOut(together, results),
        (error: unknown) => together.forEach(({ reject }) => reject(error)),
      );
    }
  }
}

/** As many in a group as one call takes; nobody's lookups are torn apart. */
function groups<T extends { readonly lookups: readonly unknown[] }>(
  asked: readonly T[],
  lookupsPerCall: number,
): T[][] {
  const all: T[][] = [];
  let room = 0;
  for (const each of asked) {
    const last = all.at(-1);
    if (last && each.lookups.length <= room) last.push(each);
    else all.push([each]);
    room = (last === all.at(-1) ? room : lookupsPerCall) - each.lookups.length;
  }
  return all;
}

function handOut<Lookup, Result>(
  together: readonly Asked<Lookup, Result>[],
  results: readonly Result[],
): void {
  let from = 0;
  for (const { lookups, resolve } of together) {
    resolve(results.slice(from, from + lookups.length));
    from += lookups.length;
  }
}
