import { circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel';
import { reasons, times } from '../test/settle';
import { status } from '@grpc/grpc-js';
import { type BreakerOptions, BreakerRefusedError, CircuitBreaker, type Pass } from './circuit-breaker';
import { refusedHere, RemoteCallError } from './remote-call.errors';

const errorOf = (code: status) => new RemoteCallError('Echo/Say', code, 'because');

function scene(options: Partial<BreakerOptions> = {}) {
  const changes: string[] = [];
  const breaker = new CircuitBreaker({
    failuresToOpen: 3,
    halfOpenAfter: { firstMs: 1_000, mostMs: 4_000 },
    random: () => 1,
    onChange: ({ from, to, because }) => changes.push(`${from} > ${to}: ${because}`),
    ...options,
  });
  const answer = () => breaker.run(async () => 'answer');
  const failWith = (code: status) =>
    breaker.run(() => Promise.reject(errorOf(code))).catch((error: unknown) => error);
  const open = async () => {
    for (let fault = 0; fault < 3; fault += 1) await failWith(status.UNAVAILABLE);
  };
  return { breaker, changes, answer, failWith, open };
}

/** A call that ends when the test says so. */
function held(breaker: CircuitBreaker) {
  let answer = (): void => undefined;
  let fail: (code: status) => void = () => undefined;
  let pass: Pass | undefined;
  const call = breaker.run((given) => {
    pass = given;
    return new Promise<void>((resolve, reject) => {
      answer = resolve;
      fail = (code) => reject(errorOf(code));
    });
  });
  call.catch(() => undefined);
  return { call, answer: () => answer(), fail: (code: status) => fail(code), pass: () => pass };
}

describe('CircuitBreaker', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it.each([status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.INTERNAL, status.RESOURCE_EXHAUSTED])(
    'opens after three faults of status %i, and then lets no call through',
    async (code) => {
      const { breaker, failWith } = scene();
      await failWith(code);
      await failWith(code);
      expect(breaker.state).toBe('closed');
      await failWith(code);
      expect(breaker.state).toBe('open');
      const work = jest.fn();
      await expect(breaker.run(work)).rejects.toEqual(new BreakerRefusedError('breaker-open'));
      expect(work).not.toHaveBeenCalled();
    },
  );

  it.each([
    status.NOT_FOUND,
    status.INVALID_ARGUMENT,
    status.FAILED_PRECONDITION,
    status.PERMISSION_DENIED,
    status.ABORTED,
    status.CANCELLED,
  ])('never opens for status %i', async (code) => {
    const { breaker, failWith } = scene();
    for (let call = 0; call < 50; call += 1) await failWith(code);
    expect(breaker.state).toBe('closed');
  });

  it('takes NOT_FOUND for a sign of life, and ignores CANCELLED', async () => {
    const { breaker, failWith } = scene();
    for (const between of [status.NOT_FOUND, status.CANCELLED]) {
      await failWith(status.UNAVAILABLE);
      await failWith(status.UNAVAILABLE);
      await failWith(between);
      await failWith(status.UNAVAILABLE);
      expect(breaker.state).toBe(between === status.NOT_FOUND ? 'closed' : 'open');
    }
  });

  it('probes by up to a fifth sooner, so that callers that failed together do not probe together', async () => {
    const { answer, open } = scene({ random: () => 0 });
    await open();
    jest.advanceTimersByTime(799);
    await expect(answer()).rejects.toEqual(new BreakerRefusedError('breaker-open'));
    jest.advanceTimersByTime(1);
    expect(await answer()).toBe('answer');
  });

  it('lets one probe through for 50 callers, refuses the others at once, and closes on its answer', async () => {
    const { breaker, changes, open } = scene();
    await open();
    jest.advanceTimersByTime(1_000);
    const probe = held(breaker);
    const others = times(49, () =>
      breaker
        .run(async () => 'through')
        .catch((error: unknown) => {
          throw refusedHere('Echo/Say', (error as BreakerRefusedError).refusal);
        }),
    );
    expect(await reasons(others)).toEqual({ 'breaker-probing': 49 });
    expect(probe.pass()).toMatchObject({ probe: true });
    probe.answer();
    await probe.call;
    expect(changes).toEqual([
      'closed > open: failures',
      'open > half-open: time-for-a-probe',
      'half-open > closed: probe-answered',
    ]);
  });

  it('lets the other 49 calls wait, and then through, with cockatiel alone (the anomaly)', async () => {
    const policy = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(1) });
    await policy.execute(() => Promise.reject(new Error('down'))).catch(() => undefined);
    jest.advanceTimersByTime(1_000);
    let through = 0;
    let answer = (): void => undefined;
    const probe = policy.execute(() => new Promise<void>((resolve) => (answer = resolve)));
    const others = times(49, () => policy.execute(async () => (through += 1)));
    answer();
    await probe;
    await Promise.all(others);
    expect(through).toBe(49);
  });

  it('waits longer after each probe that fails, up to the maximum', async () => {
    const { breaker, failWith, open, answer } = scene();
    await open();
    for (const waitMs of [1_000, 2_000, 4_000, 4_000]) {
      jest.advanceTimersByTime(waitMs - 1);
      expect(breaker.refusal()).toBe('breaker-open');
      jest.advanceTimersByTime(1);
      expect(breaker.refusal()).toBeUndefined();
      await failWith(status.UNAVAILABLE);
    }
    jest.advanceTimersByTime(4_000);
    await answer();
    expect(breaker.state).toBe('closed');
    await open();
    jest.advanceTimersByTime(1_000);
    expect(breaker.refusal()).toBeUndefined();
  });

  it.each([-3_600_000, 3_600_000])(
    'probes on time although the wall clock was set by %i ms meanwhile',
    async (stepMs) => {
      const { breaker, open, answer } = scene();
      await open();
      jest.setSystemTime(Date.now() + stepMs);
      jest.advanceTimersByTime(999);
      expect(breaker.refusal()).toBe('breaker-open');
      jest.advanceTimersByTime(1);
      expect(await answer()).toBe('answer');
      expect(breaker.state).toBe('closed');
    },
  );

  it('does not close on a probe whose caller gave up', async () => {
    const { breaker, changes, failWith, open } = scene();
    await open();
    jest.advanceTimersByTime(1_000);
    await failWith(status.CANCELLED);
    expect(breaker.state).toBe('open');
    expect(changes.at(-1)).toBe('half-open > open: probe-failed');
  });

  it('gives each caller the outcome of its own call, whether it counts or not', async () => {
    const { breaker, failWith, open } = scene();
    expect(await failWith(status.UNAVAILABLE)).toEqual(errorOf(status.UNAVAILABLE));
    expect(await failWith(status.CANCELLED)).toEqual(errorOf(status.CANCELLED));
    const [late, lost] = [held(breaker), held(breaker)];
    const fault = new Error('not even begun');
    const broken = breaker.run(() => {
      throw fault;
    });
    await expect(broken).rejects.toBe(fault);
    await open();
    late.answer();
    await expect(late.call).resolves.toBeUndefined();
    lost.fail(status.INTERNAL);
    await expect(lost.call).rejects.toEqual(errorOf(status.INTERNAL));
  });

  it('closes after a probe that the owner refused, since the owner is alive', async () => {
    const { breaker, failWith, open } = scene();
    await open();
    jest.advanceTimersByTime(1_000);
    await failWith(status.NOT_FOUND);
    expect(breaker.state).toBe('closed');
  });

  it('shows a call that was let through when the breaker has changed since', async () => {
    const { breaker, open } = scene();
    const call = held(breaker);
    expect(call.pass()?.isValid()).toBe(true);
    await open();
    expect(call.pass()?.isValid()).toBe(false);
    call.answer();
    await call.call;
    expect(breaker.state).toBe('open');
  });

  it('does not count a call that began before the breaker changed and ends afterwards', async () => {
    const { breaker, open, answer } = scene();
    const old = times(10, () => held(breaker));
    await open();
    jest.advanceTimersByTime(1_000);
    const probe = held(breaker);
    old.slice(0, 5).forEach((call) => call.fail(status.DEADLINE_EXCEEDED));
    await reasons(old.slice(0, 5).map(({ call }) => call));
    expect(breaker.state).toBe('half-open');
    probe.answer();
    await probe.call;
    old.slice(5).forEach((call) => call.fail(status.DEADLINE_EXCEEDED));
    await reasons(old.slice(5).map(({ call }) => call));
    expect(breaker.state).toBe('closed');
    await answer();
  });

  it('closes from outside, and forgets the old faults', async () => {
    const { breaker, changes, open, failWith, answer } = scene();
    breaker.close();
    await open();
    breaker.close();
    expect(changes).toEqual(['closed > open: failures', 'open > closed: owner-is-healthy']);
    await failWith(status.UNAVAILABLE);
    await failWith(status.UNAVAILABLE);
    expect(breaker.state).toBe('closed');
    await failWith(status.UNAVAILABLE);
    expect(breaker.state).toBe('open');
    jest.advanceTimersByTime(1_000);
    await answer();
    expect(changes.at(-1)).toBe('half-open > closed: probe-answered');
  });

  it('stays closed when it was closed from outside and its probe fails later', async () => {
    const { breaker, open } = scene();
    await open();
    jest.advanceTimersByTime(1_000);
    const probe = held(breaker);
    breaker.close();
    probe.fail(status.DEADLINE_EXCEEDED);
    await probe.call.catch(() => undefined);
    expect(breaker.state).toBe('closed');
  });
});
