import { parseVersionTag } from '@ride-hailing/contracts';
import { aRideRequest } from '@ride-hailing/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, call } from '../running-system/http';
import { introduce } from '../running-system/rides';
import type { CurrentRide, Ride, System } from '../running-system/system';

/** A driver is free for a minute after each update. */
const UPDATE_EVERY_MS = 10_000;
const TRY_AGAIN_MS = 200;
const MOST_TRIES = 400;

/**
 * Riders through the gateway: each takes one ride after another to its end, remembers every version that was acknowledged,
 * and reads the driver's ride after each, with `If-Version-At-Least` and the versioned cache.
 */
export class FencedRiders {
  /** The highest acknowledged version of each ride. */
  readonly acknowledged = new Map<string, number>();
  /** Reads that showed less than their reader had written. */
  readonly older: string[] = [];
  writes = 0;
  /** Reads that were answered with 200. */
  reads = 0;
  private lastAt = performance.now();
  private longestMs = 0;
  private stopped = false;
  private readonly loops: readonly Promise<void>[];
  private readonly phones: NodeJS.Timeout;
  private sending: Promise<void> | undefined;

  constructor(
    private readonly system: System,
    drivers: readonly string[],
  ) {
    const send = () => {
      this.sending ??= introduce(system, drivers)
        .catch(() => undefined)
        .finally(() => (this.sending = undefined));
    };
    send();
    this.phones = setInterval(send, UPDATE_EVERY_MS);
    this.loops = drivers.map((driverId) => this.rideAfterRide(driverId));
  }

  /** How long ago the last write was acknowledged, in ms. */
  silentFor(): number {
    return performance.now() - this.lastAt;
  }

  /** The longest time without an acknowledged write since the last call, in ms. */
  longestGap(): number {
    const gap = Math.max(this.longestMs, this.silentFor());
    this.longestMs = 0;
    this.lastAt = performance.now();
    return Math.round(gap);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.phones);
    await Promise.all([...this.loops, this.sending]);
  }

  private async rideAfterRide(driverId: string): Promise<void> {
    while (!this.stopped) {
      const requested = await this.write<Ride>('/rides', aRideRequest());
      if (!requested || !isAcknowledged(requested)) continue;
      const { id } = requested.body;
      const headers = { 'idempotency-key': `fenced-${id}` };
      const isAssigned = await this.carryOut(driverId, `/rides/${id}/assignment`, {
        body: { driverId },
        headers,
      });
      for (const command of isAssigned ? ['start', 'complete'] : []) {
        await this.carryOut(driverId, `/rides/${id}/${command}`);
      }
    }
  }

  /**
   * Tries until the command is acknowledged, or refused since an earlier try was carried out although its answer was lost.
   * Resolves with whether it was acknowledged.
   */
  private async carryOut(driverId: string, path: string, order: Order = {}): Promise<boolean> {
    for (let tries = 0; tries < MOST_TRIES && !this.stopped; tries += 1) {
      const answer = await this.write(path, order.body, order.headers);
      if (answer && isAcknowledged(answer)) {
        await this.read(driverId, answer, !path.endsWith('complete'));
        return true;
      }
      if (answer?.status === 409 && !order.body) return false;
    }
    return false;
  }

  /** Undefined when there was no answer in time. Pauses unless the write was acknowledged. */
  private async write<T>(path: string, body?: unknown, headers = {}): Promise<Answer<T> | undefined> {
    const url = this.system.gateway + path;
    const answer = await call<T>(url, { method: 'POST', body, headers }).catch(() => undefined);
    const tag = parseVersionTag(answer?.headers.get('etag') ?? '');
    if (!answer || !isAcknowledged(answer) || !tag) {
      await delay(TRY_AGAIN_MS);
      return answer;
    }
    const now = performance.now();
    this.longestMs = Math.max(this.longestMs, now - this.lastAt);
    this.lastAt = now;
    this.writes += 1;
    this.acknowledged.set(tag.rideId, Math.max(tag.version, this.acknowledged.get(tag.rideId) ?? 0));
    return answer;
  }

  private async read(driverId: string, { headers }: Answer<unknown>, isActive: boolean): Promise<void> {
    const tag = headers.get('etag') ?? '';
    const written = parseVersionTag(tag);
    const url = `${this.system.gateway}/drivers/${driverId}/current-ride?cache=versioned`;
    const fence = { headers: { 'if-version-at-least': tag } };
    const answer = await call<CurrentRide>(url, fence).catch(() => undefined);
    if (!written || answer?.status !== 200) return;
    this.reads += 1;
    const { ride, details, sources } = answer.body;
    const isShown = ride?.id === written.rideId;
    const versions = isShown ? [ride.version, ...(details ? [sources.details.version] : [])] : [];
    if (Math.min(...versions) < written.version || (isActive && !isShown)) {
      this.older.push(`${driverId}: ${tag} written, ${JSON.stringify({ ride: ride?.id, versions })} read`);
    }
  }
}

interface Order {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** 202 says that an assignment has not ended. */
const isAcknowledged = ({ status }: Answer<unknown>): boolean => status < 300 && status !== 202;
