import { type CheckResult, HealthChecks } from './health-checks.service';

describe('HealthChecks', () => {
  let health: HealthChecks;

  beforeEach(() => {
    jest.useFakeTimers();
    health = new HealthChecks();
  });

  afterEach(() => {
    health.onApplicationShutdown();
    jest.useRealTimers();
  });

  it('is not ready before the service has started, nor once it begins to stop', async () => {
    expect((await health.report()).status).toBe('not-ready');
    health.started();
    expect((await health.report()).status).toBe('ready');
    health.stopping();
    expect(health.isReady()).toBe(false);
    expect(await health.report()).toEqual({
      status: 'not-ready',
      checks: { service: { ok: false, reason: 'stopping' } },
    });
  });

  it('names the dependency whose check fails', async () => {
    health.register('database', () => ({ ok: true }));
    health.register('broker', () => ({ ok: false, reason: 'disconnected' }));
    health.started();
    expect(await health.report()).toEqual({
      status: 'not-ready',
      checks: { database: { ok: true }, broker: { ok: false, reason: 'disconnected' } },
    });
  });

  it('reports the failed check of an optional dependency, and stays ready', async () => {
    health.register('broker', () => ({ ok: false, reason: 'disconnected', required: false }));
    health.started();
    expect(await health.report()).toMatchObject({ status: 'ready', checks: { broker: { ok: false } } });
  });

  it('counts a check that throws or hangs as failed', async () => {
    health.register('throws', () => Promise.reject(new Error('password=hunter2')));
    health.register('hangs', () => new Promise<CheckResult>(() => undefined));
    health.started();
    const report = health.report();
    await jest.advanceTimersByTimeAsync(1_000);
    expect((await report).checks).toEqual({
      throws: { ok: false, reason: 'the check failed' },
      hangs: { ok: false, reason: 'no answer in 1000 ms' },
    });
  });

  it('notifies listeners of each change once', async () => {
    let ok = true;
    const changes: boolean[] = [];
    health.register('database', () => ({ ok }));
    health.onReadinessChange((ready) => changes.push(ready));
    health.started();
    await jest.advanceTimersByTimeAsync(1_200);
    ok = false;
    await jest.advanceTimersByTimeAsync(1_200);
    ok = true;
    await jest.advanceTimersByTimeAsync(1_200);
    expect(changes).toEqual([true, false, true]);
  });

  it('refuses a second check of the same name', () => {
    health.register('database', () => ({ ok: true }));
    expect(() => health.register('database', () => ({ ok: true }))).toThrow('database');
  });
});
