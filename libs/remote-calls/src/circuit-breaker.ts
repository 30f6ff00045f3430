import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  handleWhenResult,
  type IBackoff,
} from 'cockatiel';
import { backOffMs } from '@ride-hailing/timing';
import { type BackOffLimits, STEADY_JITTER } from './remote-client.options';
import type { BreakerCause, BreakerState } from './remote-call-events';
import type { LocalRefusal } from './remote-call.errors';

export type BreakerRefusal = Exclude<LocalRefusal, 'bulkhead-full'>;

export interface BreakerOptions {
  /** So many faults without an answer between them open it. */
  failuresToOpen: number;
  /** How long it stays open before a probe, longer each time that the probe fails. */
  halfOpenAfter: BackOffLimits;
  /** Which errors say that the owner is unwell. */
  isFault: (error: unknown) => boolean;
  /** Which errors say nothing about the owner, such as that the caller gave up. */
  saysNothing: (error: unknown) => boolean;
  random: () => number;
  onChange: (change: { from: BreakerState; to: BreakerState; because: BreakerCause }) => void;
}

/** Thrown instead of calling. */
export class BreakerRefusedError extends Error {
  constructor(readonly refusal: BreakerRefusal) {
    super(refusal);
  }
}

/** What a call may know of the breaker that let it through. */
export interface Pass {
  readonly probe: boolean;
  /** False as soon as the breaker has changed: what is done then must not reach the owner. */
  isValid(): boolean;
}

/** To cockatiel every moment of an open breaker is late enough. */
const UP_TO_US = -Infinity;

type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown; fault: boolean };

/** Leaves cockatiel's counters alone. */
class NotCounted<T> extends Error {
  constructor(readonly outcome: Outcome<T>) {
    super('not counted');
  }
}

/**
 * cockatiel's breaker, with four differences. While one probe is out everybody else is refused at once: cockatiel
 * lets them wait, however short their deadlines, and then all go. What ends after the breaker has changed does not count,
 * so that late failures of an outage cannot open it again. A probe whose caller gave up proves nothing; cockatiel
 * would close. And it can be closed from outside. When a probe is due is decided here, by the monotonic clock:
 * cockatiel goes by the wall clock, which may be put back.
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

  /** Closes it, since the owner is known to be well. */
  close(): void {
    if (this.current === 'closed') return;
    this.isClosing = true;
    this.faults.success(); // cockatiel forgets the old faults only after a call that went well.
    this.policy.isolate().dispose();
    this.isClosing = false;
  }

  private async observe<T>(work: (pass: Pass) => Promise<T>): Promise<Outcome<T>> {
    const { epoch } = this;
    const probe = this.current === 'half-open';
    const isValid = () => epoch === this.epoch;
    const outcome = await settle(work({ probe, isValid }), this.options.isFault);
    if (!isValid()) throw new NotCounted(outcome);
    if (!outcome.ok && this.options.saysNothing(outcome.error)) {
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

  /** cockatiel asks for the next one whenever it opens, just before it says so. */
  private backOff(attempt: number): IBackoff<unknown> {
    const { halfOpenAfter, random } = this.options;
    this.probeDueAt =
      performance.now() + backOffMs(attempt, { ...halfOpenAfter, jitter: STEADY_JITTER }, random);
    return { duration: UP_TO_US, next: () => this.backOff(attempt + 1) };
  }
}

const isFailure = (outcome: unknown): boolean => {
  const { ok, fault } = outcome as { ok: boolean; fault?: boolean };
  return !ok && fault === true;
};

const settle = <T>(work: Promise<T>, isFault: (error: unknown) => boolean): Promise<Outcome<T>> =>
  work.then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error, fault: isFault(error) }),
  );

function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw outcome.error;
}
