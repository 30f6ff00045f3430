import { RemoteCallError, type RemoteCallReason } from '@ride-hailing/remote-calls';
import { pause } from '@ride-hailing/timing';
import type { OwnerEssentialsClient, RideRange } from './owner-essentials.client';

const PAUSE_MS = 1_000;
/** Transient failures. A refusal is an answer, and a retry would get the same one. */
const TRANSIENT: ReadonlySet<RemoteCallReason> = new Set([
  'unavailable',
  'deadline-exceeded',
  'overloaded',
  'error',
]);

type Owner = Pick<OwnerEssentialsClient, 'page' | 'digest'>;

export interface Patience {
  /** How long a call is retried during an outage of the owner, in ms from its first failure. */
  readonly patienceMs: number;
  /** Called for each failure that is waited out. */
  readonly onAway: (reason: RemoteCallReason) => void;
  /** Called for the first answer after failures. */
  readonly onBack: () => void;
  /** When it fires, nothing is retried any more. */
  readonly signal?: AbortSignal;
  readonly pauseMs?: number;
}

/** Retries calls during an outage of the owner, so that a long job continues where it was. */
export class PatientOwner implements Owner {
  constructor(
    private readonly owner: Owner,
    private readonly patience: Patience,
  ) {}

  /**
   * @throws Error when the outage outlasts the patience
   * @throws what the owner throws when a retry cannot help
   */
  page(range: RideRange): ReturnType<Owner['page']> {
    return this.retry(() => this.owner.page(range));
  }

  /** @throws as `page` does */
  digest(range: RideRange): ReturnType<Owner['digest']> {
    return this.retry(() => this.owner.digest(range));
  }

  private async retry<T>(call: () => Promise<T>): Promise<T> {
    const { patienceMs, onAway, onBack, signal, pauseMs = PAUSE_MS } = this.patience;
    let awaySince: number | undefined;
    for (;;) {
      try {
        const answer = await call();
        if (awaySince !== undefined) onBack();
        return answer;
      } catch (error) {
        if (signal?.aborted || !(error instanceof RemoteCallError) || !TRANSIENT.has(error.reason))
          throw error;
        awaySince ??= performance.now();
        if (performance.now() + pauseMs - awaySince > patienceMs) throw outOfPatience(patienceMs, error);
        onAway(error.reason);
        await pause(pauseMs);
      }
    }
  }
}

const outOfPatience = (patienceMs: number, cause: RemoteCallError): Error =>
  new Error(
    `Ride Service has not answered for ${patienceMs / 1_000} s (${cause.reason}). ` +
      'What was written stays: run it again when Ride Service is back',
    { cause },
  );
