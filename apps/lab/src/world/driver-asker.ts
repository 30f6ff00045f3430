import { Pool } from 'undici';
import type { Target } from './read-order';
import { type Shown, shownBy } from '../history/read';

/** After this a read counts as failed. Longer than any answer of a service that is well. */
const ANSWER_WITHIN_MS = 5_000;

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
    try {
      const { statusCode, body } = await this.send(driverId);
      if (statusCode === 200) return shownBy(await body.json());
      await body.dump();
    } catch {
      // Whatever it was, there is no answer.
    }
    return undefined;
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

  private send(driverId: string) {
    const pool = this.pools[(this.turn += 1) % this.pools.length];
    if (!pool) throw new Error('nobody to ask');
    return pool.request({
      method: 'GET',
      path: `/drivers/${driverId}/current-ride?${this.target.query}`,
      headers: { authorization: `Bearer ${this.target.token}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  }
}
