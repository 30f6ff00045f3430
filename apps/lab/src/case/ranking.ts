import type { Case } from './case-file';

/** What was measured of one variant under one case. */
export interface CaseFigures {
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
  /** Share of the answers that were older than the budget. */
  readonly tooOld: number;
  /** Share of the reads that got a whole answer while the owner answered. */
  readonly whole: number;
  /** The same while neither the owner nor its database did. */
  readonly wholeWithoutOwner: number;
  /** Per 1,000 reads. */
  readonly ownerCalls: number;
}

export interface Ranked extends CaseFigures {
  readonly availability: number;
  /** Budgets that it misses: `latency`, `staleness`, `availability`. */
  readonly misses: readonly string[];
}

const ONE_IN_A_THOUSAND = 0.001;
/** Answers whose p50 differ by less are as fast as each other: fewer calls on the owner decide. */
const AS_FAST = 1.1;

function judged(figures: CaseFigures, { ownerAvailability, budgets }: Case): Ranked {
  const { whole, wholeWithoutOwner, p99, tooOld } = figures;
  const availability = ownerAvailability * whole + (1 - ownerAvailability) * wholeWithoutOwner;
  const misses = [
    ...(p99 > budgets.latencyMs ? ['latency'] : []),
    ...(tooOld > ONE_IN_A_THOUSAND ? ['staleness'] : []),
    ...(availability < budgets.availability ? ['availability'] : []),
  ];
  return { ...figures, availability, misses };
}

function compare(a: Ranked, b: Ranked): number {
  if (a.misses.length !== b.misses.length) return a.misses.length - b.misses.length;
  const slower = Math.max(a.p50, b.p50) / Math.max(1e-9, Math.min(a.p50, b.p50));
  return slower < AS_FAST ? a.ownerCalls - b.ownerCalls : a.p50 - b.p50;
}

/** The best first: those that miss fewer budgets, then the faster, then those that call the owner less. */
export function ranked(all: readonly CaseFigures[], wanted: Case): readonly Ranked[] {
  const left = all.map((one) => judged(one, wanted));
  const order: Ranked[] = [];
  // "As fast" is not transitive: each place goes to the one that nobody left beats, or the first of a circle.
  while (left.length > 0) {
    const best = left.findIndex((one) => left.every((other) => compare(one, other) <= 0));
    order.push(...left.splice(Math.max(0, best), 1));
  }
  return order;
}
