import { eventually } from '@ride-hailing/testing';
import { status } from '@grpc/grpc-js';
import { CountingOwner, echo, fail, hang } from '../test/counting-owner';
import { EchoServiceDefinition } from '../test/echo-service';
import { reasons, SOON, times } from '../test/settle';
import { RemoteCallEvents } from './remote-call-events';
import { RemoteClient } from './remote-client';
import type { RemoteClientOptions } from './remote-client.options';

const QUICK = { failuresToOpen: 5, halfOpenAfter: { firstMs: 200, mostMs: 200 } };
const NEVER = { failuresToOpen: 5, halfOpenAfter: { firstMs: 600_000, mostMs: 600_000 } };

describe('RemoteClient with its breaker', () => {
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
      breaker: QUICK,
      health: { intervalMs: 50 },
      ...options,
    });
    opened.push(() => remote.close());
    const changes: string[] = [];
    events.on('breaker', ({ to, because }) => changes.push(`${to}: ${because}`));
    const method = remote.unary(EchoServiceDefinition.say, { idempotent: true });
    const say = (budgetMs = 2_000) => method({ text: 'hi' }, { budgetMs });
    const openIt = async () => {
      for (let tries = 0; tries < 20 && remote.breakerState === 'closed'; tries += 1) await reasons([say()]);
      expect(remote.breakerState).toBe('open');
    };
    return { remote, events, changes, say, openIt };
  };

  afterEach(() => {
    for (const close of opened.splice(0).reverse()) close();
  });

  it('lets no call reach the owner while the breaker is open, and says why', async () => {
    const owner = await serve(new CountingOwner(fail(status.UNAVAILABLE)));
    const { say, openIt, events } = clientOf(owner, { breaker: NEVER });
    const rejected: unknown[] = [];
    await openIt();
    events.on('rejected', (event) => rejected.push(event));
    owner.forget();
    expect(await reasons(times(500, () => say()))).toEqual({ 'breaker-open': 500 });
    expect(owner.calls).toBe(0);
    expect(rejected).toHaveLength(500);
    expect(rejected[0]).toEqual({ target: 'echo', method: 'EchoService/Say', by: 'breaker-open' });
  });

  it('lets every call reach the failing owner without a breaker (the anomaly)', async () => {
    const owner = await serve(new CountingOwner(fail(status.UNAVAILABLE)));
    const { say } = clientOf(owner, { breaker: false, bulkhead: false });
    // The budget is long enough for 500 calls at once on a busy machine.
    expect(await reasons(times(500, () => say(30_000)))).toEqual({ unavailable: 500 });
    expect(owner.calls).toBeGreaterThanOrEqual(500);
  });

  it('makes no planned retry once the breaker is open', async () => {
    const owner = await serve(new CountingOwner(fail(status.UNAVAILABLE)));
    const { say, remote, events } = clientOf(owner, {
      breaker: NEVER,
      random: () => 1,
      retry: { maxAttempts: 2, backOff: { firstMs: 300, mostMs: 300 }, throttle: false },
    });
    let planned = 0;
    events.on('retry', () => (planned += 1));
    const failing = times(5, () => say());
    await eventually(() => owner.calls === 5, SOON);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const late = times(10, () => say());
    expect(await reasons(failing)).toEqual({ unavailable: 5 });
    expect(remote.breakerState).toBe('open');
    const reached = owner.calls;
    expect(await reasons(late)).toEqual({ unavailable: 10 });
    expect(planned).toBe(15);
    expect(owner.calls).toBe(reached);
    expect(reached).toBe(20);
  });

  it('never opens the breaker for an owner that refuses, however often', async () => {
    const owner = await serve(new CountingOwner());
    for (const code of [status.NOT_FOUND, status.INVALID_ARGUMENT, status.FAILED_PRECONDITION]) {
      owner.say = fail(code);
      const { say, remote } = clientOf(owner);
      expect(await reasons(times(30, () => say()))).toEqual({ refused: 30 });
      expect(remote.breakerState).toBe('closed');
    }
  });

  it('opens the breaker for an owner that hangs, and refuses at once the calls that still wait for a place', async () => {
    const owner = await serve(new CountingOwner(hang));
    const { say } = clientOf(owner, { breaker: NEVER, bulkhead: { maxConcurrent: 5, maxQueued: 50 } });
    const startedAt = performance.now();
    const hanging = reasons(times(5, () => say(150)));
    const waiting = times(20, () => say(4_000));
    expect(await hanging).toEqual({ 'deadline-exceeded': 5 });
    // The first four failures gave their places to waiting calls before the fifth opened the breaker.
    const sent = reasons(waiting.slice(0, 4));
    expect(await reasons(waiting.slice(4))).toEqual({ 'breaker-open': 16 });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await eventually(() => owner.calls === 9, SOON);
    opened.push(() => void sent);
  });

  it('sends one probe for 50 callers, and closes the breaker when the owner answers', async () => {
    const owner = await serve(new CountingOwner(fail(status.INTERNAL)));
    const { say, openIt, changes, remote } = clientOf(owner);
    await openIt();
    owner.forget();
    let answer = (): void => undefined;
    owner.say = (call, callback) => (answer = () => echo(call, callback));
    const probing: Promise<unknown>[] = [];
    await eventually(() => {
      if (owner.calls === 0) probing.push(...times(50, () => say()));
      return owner.calls > 0;
    }, SOON);
    probing.push(...times(50, () => say()));
    await new Promise((resolve) => setImmediate(resolve));
    expect(owner.calls).toBe(1);
    answer();
    const ends = await reasons(probing);
    expect(ends).toMatchObject({ answered: 1 });
    expect(ends['breaker-probing']).toBeGreaterThanOrEqual(50);
    owner.say = echo;
    expect(await reasons(times(50, () => say()))).toEqual({ answered: 50 });
    expect(remote.breakerState).toBe('closed');
    expect(changes).toEqual(['open: failures', 'half-open: time-for-a-probe', 'closed: probe-answered']);
  });

  it('opens the breaker again when the probe fails, after one attempt', async () => {
    const owner = await serve(new CountingOwner(fail(status.UNAVAILABLE)));
    const { say, openIt, changes } = clientOf(owner);
    await openIt();
    owner.forget();
    await eventually(() => {
      void reasons([say()]);
      return changes.length >= 3;
    }, SOON);
    expect(owner.calls).toBe(1);
    expect(changes.slice(1, 3)).toEqual(['half-open: time-for-a-probe', 'open: probe-failed']);
  });

  it("closes the breaker soon after the owner's health is SERVING, without a call", async () => {
    const owner = await serve(new CountingOwner(echo, { health: true }));
    const { say, openIt, changes, remote, events } = clientOf(owner, { breaker: NEVER });
    const seen: string[] = [];
    events.on('health', ({ health }) => seen.push(health));
    await say();
    owner.stop();
    await openIt();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await owner.start();
    owner.setReady(false);
    const listensAt = performance.now();
    await eventually(() => seen.includes('not-serving'), SOON);
    expect(remote.breakerState).toBe('open');
    owner.setReady(true);
    await eventually(() => remote.breakerState === 'closed', SOON);
    console.info(`closed ${Math.round(performance.now() - listensAt)} ms after the owner listened again`);
    owner.forget();
    expect(await reasons(times(50, () => say()))).toEqual({ answered: 50 });
    expect(changes).toEqual(['open: failures', 'closed: owner-is-healthy']);
    const looks = seen.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(seen).toHaveLength(looks);
  });

  it.each([
    ['without health checks (the anomaly)', { health: false as const }, true],
    ['when the owner has no health service', {}, false],
  ])('keeps the breaker open for its whole time %s', async (_when, options, health) => {
    const owner = await serve(new CountingOwner(echo, { health }));
    const { openIt, remote } = clientOf(owner, { breaker: NEVER, ...options });
    owner.stop();
    await openIt();
    await owner.start();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(remote.breakerState).toBe('open');
  });

  it('keeps the breaker open for an owner that reports SERVING and fails', async () => {
    const owner = await serve(new CountingOwner(fail(status.INTERNAL), { health: true }));
    const { openIt, remote, events, changes } = clientOf(owner, { breaker: NEVER });
    let looks = 0;
    events.on('health', () => (looks += 1));
    await openIt();
    owner.forget();
    await eventually(() => looks >= 5, SOON);
    expect(remote.breakerState).toBe('open');
    expect(changes).toEqual(['open: failures']);
    expect(owner.calls).toBe(0);
  });

  it('stops checking the health when the client is closed', async () => {
    const owner = await serve(new CountingOwner(fail(status.INTERNAL), { health: true }));
    const { openIt, remote, events } = clientOf(owner, { breaker: NEVER });
    let looks = 0;
    events.on('health', () => (looks += 1));
    await openIt();
    await eventually(() => looks >= 2, SOON);
    remote.close();
    const before = looks;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(looks).toBe(before);
  });
});
