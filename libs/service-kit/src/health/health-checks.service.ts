import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Periodic, within } from '@ride-hailing/timing';

export interface CheckResult {
  ok: boolean;
  /** The reason of a failure, for people, without addresses or passwords. */
  reason?: string;
  /** False for a dependency that is reported, but not needed for readiness. */
  required?: boolean;
}

export type Check = () => CheckResult | Promise<CheckResult>;

export interface HealthReport {
  status: 'ready' | 'not-ready';
  checks: Record<string, CheckResult>;
}

const CHECK_TIMEOUT_MS = 1_000;
const WATCH_INTERVAL_MS = 500;

/** Knows whether this service can work now: it has started, is not stopping, and no required check fails. */
@Injectable()
export class HealthChecks implements OnApplicationShutdown {
  private readonly checks = new Map<string, Check>();
  private readonly listeners = new Set<(ready: boolean) => void>();
  private readonly stopListeners = new Set<() => void>();
  private phase: CheckResult = { ok: false, reason: 'starting' };
  private ready = false;
  private readonly watch = new Periodic(() => this.report(), { everyMs: WATCH_INTERVAL_MS, firstMs: 0 });

  /** Adds a dependency. A check has one second; one that throws or takes longer counts as failed. */
  register(name: string, check: Check): void {
    if (this.checks.has(name)) throw new Error(`There is already a health check named ${name}`);
    this.checks.set(name, check);
  }

  /** The result of the last checks, at most about 1.5 s old. */
  isReady(): boolean {
    return this.ready;
  }

  /** Calls back at each change, but not with the current state. */
  onReadinessChange(listener: (ready: boolean) => void): void {
    this.listeners.add(listener);
  }

  /** Calls back once, when the service begins to stop, before any hook of a module. */
  onStopping(listener: () => void): void {
    this.stopListeners.add(listener);
  }

  /** Runs every check now. */
  async report(): Promise<HealthReport> {
    const entries = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await boundedCheck(check)] as const),
    );
    const checks: Record<string, CheckResult> = Object.fromEntries(entries);
    if (!this.phase.ok) checks.service = this.phase;
    const ready = Object.values(checks).every(({ ok, required = true }) => ok || !required);
    this.setReady(ready);
    return { status: ready ? 'ready' : 'not-ready', checks };
  }

  /** Makes readiness depend on the checks alone from now on. */
  started(): void {
    if (this.watch.isClosed) return;
    this.phase = { ok: true };
    this.watch.start();
  }

  /** Ends readiness for good. */
  stopping(): void {
    this.phase = { ok: false, reason: 'stopping' };
    void this.watch.close();
    this.setReady(false);
    for (const listener of this.stopListeners) listener();
    this.stopListeners.clear();
  }

  onApplicationShutdown(): void {
    this.stopping();
    this.listeners.clear();
  }

  private setReady(ready: boolean): void {
    const now = ready && this.phase.ok;
    if (this.ready === now) return;
    this.ready = now;
    for (const listener of this.listeners) listener(now);
  }
}

async function boundedCheck(check: Check): Promise<CheckResult> {
  try {
    return await within(CHECK_TIMEOUT_MS, Promise.resolve(check()), (limitMs) => ({
      ok: false,
      reason: `no answer in ${limitMs} ms`,
    }));
  } catch {
    return { ok: false, reason: 'the check failed' };
  }
}
