import { eventually } from '@ride-hailing/testing';
import { status } from '@grpc/grpc-js';
import { once } from 'node:events';
import { CountingOwner, echo, fail, hang } from '../test/counting-owner';
import { EchoServiceDefinition } from '../test/echo-service';
import { reasons, SOON, times } from '../test/settle';
import { RemoteCallEvents } from './remote-call-events';
import { RemoteClient } from './remote-client';
import type { RemoteClientOptions } from './remote-client.options';

describe('RemoteClient', () => {
  const opened: (() => void)[] = [];
  const serve = async (owner: CountingOwner) => {
    opened.push(() => owner.stop());
    return owner.start();
  };
  const clientOf = (owner: CountingOwner, options: Partial<RemoteClientOptions> = {}) => {
    const events = new RemoteCallEvents();
    const remote = new RemoteClient(owner.url, {
      target: 'echo',
      events,
      breaker: false,
      random: () => 1,
      ...options,
    });
    opened.push(() => remote.close());
    const say = remote.unary(EchoServiceDefinition.say, { idempotent: true });
    const sayOnce = remote.unary(EchoServiceDefinition.say, { idempotent: false });
    return { remote, events, say, sayOnce };
  };
  const hi = { text: 'hi' };

  afterEach(() => {
    for (const close of opened.splice(0).reverse()) close();
  });

  it('answers, and sends the context along', async () => {
    const owner = await serve(
      new CountingOwner(({ metadata }, callback) =>
        callback(null, { text: String(metadata.get('x-request-id')[0]) }),
      ),
    );
    const { say } = clientOf(owner);
    await expect(say(hi, { budgetMs: 2_000, headers: { 'x-request-id': 'req-1' } })).resolves.toEqual({
      text: 'req-1',
    });
  });

  const codes = Object.values(status).filter(
    (code): code is status => typeof code === 'number' && code !== status.OK,
  );
  it.each(codes)('sends an idempotent call with status %i exactly as often as it should', async (code) => {
    const owner = await serve(new CountingOwner(fail(code)));
    const { say, sayOnce, events } = clientOf(owner);
    const retries: number[] = [];
    events.on('retry', ({ attempt }) => retries.push(attempt));
    await expect(say(hi, { budgetMs: 2_000 })).rejects.toMatchObject({ code, method: 'EchoService/Say' });
    expect(owner.calls).toBe(code === status.UNAVAILABLE ? 3 : 1);
    expect(retries).toEqual(code === status.UNAVAILABLE ? [1, 2] : []);
    owner.forget();
    await expect(sayOnce(hi, { budgetMs: 2_000 })).rejects.toMatchObject({ code });
    expect(owner.calls).toBe(1);
  });

  it('answers after a retry, and reports each attempt', async () => {
    const owner = await serve(new CountingOwner());
    owner.say = (call, callback) => (owner.calls < 2 ? fail(status.UNAVAILABLE) : echo)(call, callback);
    const { say, events } = clientOf(owner);
    const ended: string[] = [];
    events.on('call', ({ code }) => ended.push(code));
    await expect(say(hi, { budgetMs: 2_000 })).resolves.toEqual(hi);
    expect(ended).toEqual(['UNAVAILABLE', 'OK']);
  });

  it('gives each attempt what is left, and never retries beyond it', async () => {
    const owner = await serve(new CountingOwner());
    owner.say = (call, callback) =>
      owner.calls < 3
        ? void setTimeout(() => fail(status.UNAVAILABLE)(call, callback), 40)
        : hang(call, callback);
    const { say } = clientOf(owner, { retry: { maxAttempts: 5 } });
    const startedAt = performance.now();
    await expect(say(hi, { budgetMs: 300 })).rejects.toMatchObject({ reason: 'deadline-exceeded' });
    expect(performance.now() - startedAt).toBeLessThan(450);
    expect(owner.calls).toBe(3);
    const [first = 0, second = 0, third = 0] = owner.budgets;
    expect(first).toBeLessThanOrEqual(300);
    expect(second).toBeLessThan(first - 30);
    expect(third).toBeLessThan(second - 30);
  });

  it.each([
    ['sends 100 + 4 calls in an outage that 100 callers meet', undefined, 104],
    ['would send 300 without the retry budget (the anomaly)', false as const, 300],
  ])('%s', async (_what, throttle, most) => {
    const owner = await serve(new CountingOwner(fail(status.UNAVAILABLE)));
    const { say, events } = clientOf(owner, { retry: throttle === false ? { throttle } : {} });
    let throttled = 0;
    events.on('throttled', () => (throttled += 1));
    expect(await reasons(times(100, () => say(hi, { budgetMs: 5_000 })))).toEqual({ unavailable: 100 });
    console.info(`100 callers in an outage: ${owner.calls} calls reached the owner`);
    expect(owner.calls).toBe(most);
    expect(throttled > 0).toBe(throttle !== false);
  });

  it('bounds the calls in flight and the queue, and refuses all others at once', async () => {
    let active = 0;
    let mostActive = 0;
    let answered = 0;
    const owner = await serve(
      new CountingOwner((call, callback) => {
        mostActive = Math.max(mostActive, (active += 1));
        setTimeout(() => {
          active -= 1;
          answered += 1;
          echo(call, callback);
        }, 30);
      }),
    );
    const bulkhead = { maxConcurrent: 4, maxQueued: 6 };
    const { say, events } = clientOf(owner, { bulkhead });
    const rejected: string[] = [];
    events.on('rejected', ({ by }) => rejected.push(by));
    const calls = times(30, () => say(hi, { budgetMs: 2_000 }));
    await Promise.allSettled(calls.slice(10));
    expect(answered).toBe(0);
    expect(await reasons(calls)).toEqual({ answered: 10, 'bulkhead-full': 20 });
    expect(rejected).toEqual(times(20, () => 'bulkhead-full'));
    expect(mostActive).toBe(4);

    const { say: sayFreely } = clientOf(owner, { bulkhead: false });
    mostActive = 0;
    await Promise.all(times(30, () => sayFreely(hi, { budgetMs: 2_000 })));
    expect(mostActive).toBe(30);
  });

  it('counts the wait in the queue towards the budget, and sends nothing once it is spent', async () => {
    const owner = await serve(new CountingOwner(hang));
    const { say } = clientOf(owner, { bulkhead: { maxConcurrent: 1, maxQueued: 5 } });
    const first = say(hi, { budgetMs: 300 });
    const waiting = say(hi, { budgetMs: 100 });
    const startedAt = performance.now();
    await expect(waiting).rejects.toMatchObject({ reason: 'deadline-exceeded' });
    expect(performance.now() - startedAt).toBeLessThan(200);
    await expect(first).rejects.toMatchObject({ reason: 'deadline-exceeded' });
    expect(owner.calls).toBe(1);
  });

  it.each([0, -5])('refuses a call whose budget is spent (%i ms) without sending it', async (budgetMs) => {
    const owner = await serve(new CountingOwner());
    const { say } = clientOf(owner);
    await expect(say(hi, { budgetMs })).rejects.toMatchObject({ reason: 'deadline-exceeded' });
    expect(owner.calls).toBe(0);
  });

  it.each([NaN, Infinity])('refuses a budget of %d: no call is without a deadline', async (budgetMs) => {
    const { say } = clientOf(await serve(new CountingOwner()));
    await expect(say(hi, { budgetMs })).rejects.toThrow(RangeError);
  });

  it('accepts only one to five attempts', () => {
    expect(() => new RemoteClient('127.0.0.1:1', { target: 'echo', retry: { maxAttempts: 6 } })).toThrow(
      RangeError,
    );
  });

  it('gives the second hop a smaller deadline than the first had', async () => {
    const inner = await serve(new CountingOwner());
    const { say: sayInner } = clientOf(inner);
    const outer = await serve(
      new CountingOwner((call, callback) => {
        setTimeout(() => {
          void sayInner(call.request, { budgetMs: 10_000, parent: call }).then((answer) =>
            callback(null, answer),
          );
        }, 50);
      }),
    );
    const { say } = clientOf(outer);
    await say(hi, { budgetMs: 1_000 });
    expect(outer.budgets[0]).toBeLessThanOrEqual(1_000);
    expect(inner.budgets[0]).toBeLessThan((outer.budgets[0] ?? 0) - 40);
    console.info(`first hop had ${outer.budgets[0]} ms left, the second ${inner.budgets[0]} ms`);

    const { say: sayWithoutParent } = clientOf(inner);
    await sayWithoutParent(hi, { budgetMs: 10_000 });
    expect(inner.budgets[1]).toBeGreaterThan(5_000);
  });

  it('ends the work at the owner when the caller gives up, and retries nothing', async () => {
    const giveUp = new AbortController();
    let gone: Promise<unknown> = Promise.resolve();
    const owner = await serve(
      new CountingOwner((call) => {
        gone = once(call, 'cancelled');
        giveUp.abort();
      }),
    );
    const { say } = clientOf(owner);
    await expect(say(hi, { budgetMs: 2_000, signal: giveUp.signal })).rejects.toMatchObject({
      reason: 'cancelled',
    });
    await gone;
    await expect(say(hi, { budgetMs: 2_000, signal: giveUp.signal })).rejects.toMatchObject({
      reason: 'cancelled',
    });
    expect(owner.calls).toBe(1);
  });

  it('ends every call when the client is closed: sent, queued or about to be retried', async () => {
    const owner = await serve(new CountingOwner());
    owner.say = (call, callback) => (owner.calls === 1 ? fail(status.UNAVAILABLE) : hang)(call, callback);
    const { remote, say, events } = clientOf(owner, {
      bulkhead: { maxConcurrent: 2, maxQueued: 5 },
      retry: { backOff: { firstMs: 60_000, mostMs: 60_000 } },
    });
    const retrying = say(hi, { budgetMs: 100_000 });
    await once(events, 'retry');
    const others = times(4, () => say(hi, { budgetMs: 100_000 }));
    await eventually(() => owner.calls === 2, SOON);
    const startedAt = performance.now();
    remote.close();
    remote.close();
    expect(await reasons([retrying, ...others])).toEqual({ cancelled: 5 });
    expect(performance.now() - startedAt).toBeLessThan(200);
    expect(await reasons([say(hi, { budgetMs: 1_000 })])).toEqual({ cancelled: 1 });
    expect(owner.calls).toBe(2);
  });
});
