import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  handleWhenResult,
  type IBackoff,
} from 'cockatiel';
import { status } from '@grpc/grpc-js';
import { backOffMs } from '@ride-hailing/timing';
import { type BreakerSettings, STEADY_JITTER } from './remote-client.options';
import type { BreakerCause, BreakerState } from './remote-call-events';
import { type LocalRefusal, RemoteCallError } from './remote-call.errors';

export type BreakerRefusal = Exclude<LocalRefusal, 'bulkhead-full'>;

/** The codes of a failing owner. NOT_FOUND and the like are answers of a healthy one. */
const FAULTS: ReadonlySet<status> = new Set([
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.INTERNAL,
  status.RESOURCE_EXHAUSTED,
]);

const isFault = (error: unknown): boolean => error instanceof RemoteCallError && FAULTS.has(error.code);

/** True when the caller gave up: such a call shows nothing about the owner. */
const isCancelled = (error: unknown): boolean =>
  error instanceof RemoteCallError && error.code === status.CANCELLED;

export interface BreakerOptions extends BreakerSettings {
  random: () => number;
  onChange: (change: { from: BreakerState; to: BreakerState; because: BreakerCause }) => void;
}

/** Thrown instead of making a call. */
export class BreakerRefusedError extends Error {
  constructor(readonly refusal: BreakerRefusal) {
    super(refusal);
  }
}

/** What a call knows about the breaker that let it through. */
export interface Pass {
  readonly probe: boolean;
  /** False once the breaker has changed state: the call must send nothing more to the owner. */
  isValid(): boolean;
}

/** cockatiel's pause before a probe. It always counts as over, since `probeDueAt` decides. */
const ALWAYS_OVER = -Infinity;

type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown; fault: boolean };

/** Carries an outcome past cockatiel, which does not count it. */
class NotCounted<T> extends Error {
  constructor(readonly outcome: Outcome<T>) {
    super('not counted');
  }
}

/**
 * cockatiel's breaker with five differences:
 * - while a probe is under way, every other call is refused at once; cockatiel makes them wait, however short their
 *   deadlines, and then sends them all;
 * - a call that ends after the breaker has changed state does not count, so that late failures of an outage cannot open
 *   it again;
 * - a probe whose caller gave up proves nothing; cockatiel would close;
 * - it can be closed from outside;
 * - a probe is due by the monotonic clock; cockatiel uses the wall clock, which can be set back.
 */
export class CircuitBreaker {
  private readonly policy: CircuitBreakerPolicy;
  private readonly faults: ConsecutiveBreaker;
  private current: BreakerState = 'closed';
  private epoch = 0;
  private probeDueAt = 0;
  private isClosing = false;

  constructor(private readonly options: BreakerOptions) {
    this.faults = new ConsecutiveBreaker(options.failuresToOpen);
    this.policy = circuitBreaker(
      handleWhenResult((outcome) => isFailure(outcome)),
      { breaker: this.faults, halfOpenAfter: { next: () => this.backOff(1) } },
    );
    this.policy.onBreak((reason) => {
      if ('isolated' in reason) return;
      this.become('open', this.current === 'half-open' ? 'probe-failed' : 'failures');
    });
    this.policy.onHalfOpen(() => this.become('half-open', 'time-for-a-probe'));
    this.policy.onReset(() => this.become('closed', this.isClosing ? 'owner-is-healthy' : 'probe-answered'));
  }

  get state(): BreakerState {
    return this.current;
  }

  /** Why a call would be refused now. */
  refusal(): BreakerRefusal | undefined {
    if (this.current === 'half-open') return 'breaker-probing';
    return this.current === 'open' && performance.now() < this.probeDueAt ? 'breaker-open' : undefined;
  }

  /** @throws {BreakerRefusedError} when the call was not let through; else what `work` throws. */
  async run<T>(work: (pass: Pass) => Promise<T>): Promise<T> {
    const refusal = this.refusal();
    if (refusal) throw new BreakerRefusedError(refusal);
    try {
      return unwrap(await this.policy.execute(() => this.observe(work)));
    } catch (error) {
      if (error instanceof NotCounted) return unwrap((error as NotCounted<T>).outcome);
      if (error instanceof BrokenCircuitError) throw new BreakerRefusedError('breaker-open');
      throw error;
    }
  }

  /** Closes the breaker because the owner is known to be healthy. */
  close(): void {
    if (this.current === 'closed') return;
    this.isClosing = true;
    this.faults.success(); // cockatiel forgets old faults only after a success.
    this.policy.isolate().dispose();
    this.isClosing = false;
  }

  private async observe<T>(work: (pass: Pass) => Promise<T>): Promise<Outcome<T>> {
    const { epoch } = this;
    const probe = this.current === 'half-open';
    const isValid = () => epoch === this.epoch;
    const outcome = await settle(work({ probe, isValid }));
    if (!isValid()) throw new NotCounted(outcome);
    if (!outcome.ok && isCancelled(outcome.error)) {
      if (!probe) throw new NotCounted(outcome);
      return { ...outcome, fault: true };
    }
    return outcome;
  }

  private become(to: BreakerState, because: BreakerCause): void {
    const from = this.current;
    this.current = to;
    this.epoch += 1;
    this.options.onChange({ from, to, because });
  }

  /** cockatiel asks for the next back-off whenever it opens, just before it reports that. */
  private backOff(attempt: number): IBackoff<unknown> {
    const { halfOpenAfter, random } = this.options;
    this.probeDueAt =
      performance.now() + backOffMs(attempt, { ...halfOpenAfter, jitter: STEADY_JITTER }, random);
    return { duration: ALWAYS_OVER, next: () => this.backOff(attempt + 1) };
  }
}

const isFailure = (outcome: unknown): boolean => {
  const { ok, fault } = outcome as { ok: boolean; fault?: boolean };
  return !ok && fault === true;
};

const settle = <T>(work: Promise<T>): Promise<Outcome<T>> =>
  work.then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error, fault: isFault(error) }),
  );

function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw outcome.error;
}
