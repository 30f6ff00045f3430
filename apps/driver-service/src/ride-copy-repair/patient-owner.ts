import { RemoteCallError, type RemoteCallReason } from '@ride-hailing/remote-calls';
import { pause } from '@ride-hailing/timing';
import type { OwnerEssentialsClient, RideRange } from './owner-essentials.client';

const PAUSE_MS = 1_000;
/** A refusal is an answer: asking again would bring the same. */
const MAY_PASS: ReadonlySet<RemoteCallReason> = new Set([
  'unavailable',
  'deadline-exceeded',
  'overloaded',
  'error',
]);

type Owner = Pick<OwnerEssentialsClient, 'page' | 'digest'>;

export interface Patience {
  /** How long an owner may be away before a call is given up, ms, from the call's first failure on. */
  readonly patienceMs: number;
  /** Told of each failure that is waited out, and once when an answer has come after some. */
  readonly onAway: (reason: RemoteCallReason) => void;
  readonly onBack: () => void;
  readonly pauseMs?: number;
}

/** Asks the owner the same again while it is away, so that a long job goes on where it was. */
export class PatientOwner implements Owner {
  constructor(
    private readonly owner: Owner,
    private readonly patience: Patience,
  ) {}

  /** @throws Error when the patience is at its end; what the owner throws when waiting cannot help */
  page(range: RideRange): ReturnType<Owner['page']> {
    return this.insist(() => this.owner.page(range));
  }

  /** @throws Error like `page` */
  digest(range: RideRange): ReturnType<Owner['digest']> {
    return this.insist(() => this.owner.digest(range));
  }

  private async insist<T>(ask: () => Promise<T>): Promise<T> {
    const { patienceMs, onAway, onBack, pauseMs = PAUSE_MS } = this.patience;
    let awaySince: number | undefined;
    for (;;) {
      try {
        const answer = await ask();
        if (awaySince !== undefined) onBack();
        return answer;
      } catch (error) {
        if (!(error instanceof RemoteCallError) || !MAY_PASS.has(error.reason)) throw error;
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
