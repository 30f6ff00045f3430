import { MAX_LOOKUPS } from '@ride-hailing/contracts';
import { withinBudget } from '@ride-hailing/remote-calls';
import { type DetailsLookup, type DetailsResult, RideDetails } from './ride-details.port';

interface Asked {
  readonly lookups: readonly DetailsLookup[];
  readonly budgetMs: number;
  readonly resolve: (results: DetailsResult[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What is asked for in one turn of the event loop goes to the owner together, in as few calls as their size allows.
 * It stands below the caches, so that loads of all of them share calls. A call has the time of the most patient of
 * those who share it, and the request id and trace of the first; each leaves at the end of their own budget.
 */
export class CoalescedDetails extends RideDetails {
  private asked: Asked[] = [];

  constructor(private readonly source: RideDetails) {
    super();
  }

  async find(lookups: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]> {
    if (lookups.length === 0) return [];
    const results = new Promise<DetailsResult[]>((resolve, reject) => {
      // Only what runs now is of this turn: the callbacks of sockets that are ready come before this one.
      if (this.asked.length === 0) setImmediate(() => this.send());
      this.asked.push({ lookups, budgetMs, resolve, reject });
    });
    return withinBudget(results, budgetMs, () => lookups.map(() => ({ ...tooLate, tookMs: budgetMs })));
  }

  private send(): void {
    const { asked } = this;
    this.asked = [];
    for (const together of groups(asked)) {
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
function groups(asked: readonly Asked[]): Asked[][] {
  const all: Asked[][] = [];
  let room = 0;
  for (const each of asked) {
    const last = all.at(-1);
    if (last && each.lookups.length <= room) last.push(each);
    else all.push([each]);
    room = (last === all.at(-1) ? room : MAX_LOOKUPS) - each.lookups.length;
  }
  return all;
}

function handOut(together: readonly Asked[], results: readonly DetailsResult[]): void {
  let from = 0;
  for (const { lookups, resolve } of together) {
    resolve(results.slice(from, from + lookups.length));
    from += lookups.length;
  }
}

const tooLate = { outcome: 'unavailable', reason: 'deadline-exceeded' } as const;
