import { type Shown, shownBy } from '@ride-hailing/testing';
import { Pool } from 'undici';
import type { Target } from './read-order';

/** After this a read counts as failed. Longer than any answer of a service that is well. */
const ANSWER_WITHIN_MS = 5_000;

/** What came back for a read. */
export interface DriverAnswer {
  /** Of HTTP; none when there was no answer in time. */
  readonly status?: number;
  /** With status 200. */
  readonly shown?: Shown;
}

/** Asks driver-service's instances in turn, each over its own connections. */
export class DriverAsker {
  private readonly pools: readonly Pool[];
  private turn = 0;

  constructor(
    private readonly target: Target,
    connections: number,
  ) {
    this.pools = target.urls.map((url) => new Pool(url, { connections, pipelining: 1 }));
  }

  /** Undefined when there is no answer in time, or one that is not 200. */
  async ask(driverId: string): Promise<Shown | undefined> {
    return (await this.read(driverId)).shown;
  }

  /** @param atLeast the ETag of a ride: an answer has seen this version of it */
  async read(driverId: string, atLeast?: string): Promise<DriverAnswer> {
    try {
      const { statusCode, body } = await this.send(driverId, atLeast);
      if (statusCode === 200) return { status: statusCode, shown: shownBy(await body.json()) };
      await body.dump();
      return { status: statusCode };
    } catch {
      // Whatever it was, there is no answer.
      return {};
    }
  }

  /** Whether the answer is 200; what it says is not looked at. */
  async isAnswered(driverId: string): Promise<boolean> {
    try {
      const { statusCode, body } = await this.send(driverId);
      await body.dump({ limit: Infinity });
      return statusCode === 200;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.destroy()));
  }

  private send(driverId: string, atLeast?: string) {
    const pool = this.pools[(this.turn += 1) % this.pools.length];
    if (!pool) throw new Error('nobody to ask');
    return pool.request({
      method: 'GET',
      path: `/drivers/${driverId}/current-ride?${this.target.query}`,
      headers: {
        authorization: `Bearer ${this.target.token}`,
        ...(atLeast !== undefined && { 'if-version-at-least': atLeast }),
      },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  }
}
