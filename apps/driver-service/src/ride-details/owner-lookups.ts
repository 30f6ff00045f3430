import { MAX_LOOKUPS } from '@ride-hailing/contracts';
import { RemoteCallError, type RemoteCallReason } from '@ride-hailing/remote-calls';
import { TurnBatches, within } from '@ride-hailing/timing';
import { recordingSpan } from '@ride-hailing/tracing';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { UnavailableReason } from './ride-details.port';

/** Gives one result per lookup, in their order. */
export interface LookupSource<Lookup, Result> {
  find(lookups: readonly Lookup[], budgetMs: number): Promise<Result[]>;
}

/** The owner could not be called, or gave no answer in time. */
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
  // Calls are cancelled only when this service stops.
  cancelled: 'owner-unavailable',
  refused: 'owner-error',
  error: 'owner-error',
};

/** @throws any error that is not a failed call */
function unavailable(error: unknown, tookMs: number): Unavailable {
  if (!(error instanceof RemoteCallError)) throw error;
  return { outcome: 'unavailable', reason: REASONS[error.reason], tookMs };
}

/**
 * Calls the owner with at most `most` lookups per call, all calls at once. A failed call makes only its own lookups
 * unavailable.
 * @param call resolves to a function that gives one result per lookup, in their order, from the duration of the call
 */
export async function callOwner<Lookup, Result>(
  lookups: readonly Lookup[],
  most: number,
  call: (part: Lookup[]) => Promise<(tookMs: number) => Result[]>,
): Promise<(Result | Unavailable)[]> {
  const calls: Promise<(Result | Unavailable)[]>[] = [];
  for (let from = 0; from < lookups.length; from += most) {
    calls.push(callOnce(lookups.slice(from, from + most), call));
  }
  return (await Promise.all(calls)).flat();
}

async function callOnce<Lookup, Result>(
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

interface Request<Lookup> {
  readonly lookups: readonly Lookup[];
  readonly budgetMs: number;
  /** Runs work in the context of a caller whose trace is recorded. */
  readonly inTrace?: <T>(work: () => T) => T;
}

/**
 * Batches the lookups of one event-loop turn into as few calls as the batch size allows. A call has the longest budget
 * of the callers that share it, and the request id and trace of the first, or of the first one
 * whose trace is recorded; each caller stops waiting at the end of its
 * own budget.
 */
export class CoalescedLookups<Lookup, Result> implements LookupSource<Lookup, Result | Unavailable> {
  private readonly batches: TurnBatches<Request<Lookup>, Result[]>;

  constructor(
    private readonly source: LookupSource<Lookup, Result>,
    /** The most lookups in a call that several callers share; a single caller may ask for more. */
    lookupsPerCall = MAX_LOOKUPS,
  ) {
    this.batches = new TurnBatches({
      answer: (requests) => this.findAll(requests),
      sizeOf: ({ lookups }) => lookups.length,
      mostAtOnce: lookupsPerCall,
    });
  }

  async find(lookups: readonly Lookup[], budgetMs: number): Promise<(Result | Unavailable)[]> {
    if (lookups.length === 0) return [];
    const tooLate = { outcome: 'unavailable', reason: 'deadline-exceeded', tookMs: budgetMs } as const;
    const results: Promise<(Result | Unavailable)[]> = this.batches.ask({
      ...{ lookups, budgetMs },
      inTrace: recordingSpan() && AsyncLocalStorage.snapshot(),
    });
    return within(budgetMs, results, () => lookups.map(() => tooLate));
  }

  private async findAll(requests: readonly Request<Lookup>[]): Promise<Result[][]> {
    const budgetMs = Math.max(...requests.map((request) => request.budgetMs));
    const lookups = requests.flatMap((request) => request.lookups);
    const recorded = requests.find(({ inTrace }) => inTrace);
    const find = () => this.source.find(lookups, budgetMs);
    const results = await (recorded?.inTrace ? recorded.inTrace(find) : find());
    let from = 0;
    return requests.map((request) => results.slice(from, (from += request.lookups.length)));
  }
}
