import { setTimeout as delay } from 'node:timers/promises';
import { APPROACHES, versionTag } from '@ride-hailing/contracts';
import { type RideRead, shownBy } from '@ride-hailing/testing';
import type { Gateway } from './gateway';
import type { History } from './history';

const PAUSE_MS = 15;
/** How many of the reads are answered by the default way, the first. */
const USUAL_SHARE = 0.4;
/** Each caching choice, and each other approach; whether details must not be older than the ride shown with them. */
const WAYS = [
  ...[
    { cache: 'versioned', isFenced: true },
    { cache: 'none', isFenced: true },
    ...['ttl', 'stale-while-revalidate', 'nats-kv'].map((cache) => ({ cache, isFenced: false })),
  ].map(({ cache, isFenced }) => ({ by: cache, query: `approach=hybrid&cache=${cache}`, isFenced })),
  ...APPROACHES.slice(1).map((approach) => ({ by: approach, query: `approach=${approach}`, isFenced: true })),
];

/** Reads drivers' current rides in all ways, and rides at their owner, and writes down what it is shown. */
export class Reader {
  constructor(
    private readonly name: string,
    private readonly gateway: Gateway,
    private readonly history: History,
    private readonly random: () => number,
  ) {}

  /** Reads one after the other. A read of three names the newest version that this reader was shown of the driver. */
  async run(drivers: readonly string[], signal: AbortSignal): Promise<void> {
    const shown = new Map<string, string>();
    while (!signal.aborted) {
      const driverId = this.one(drivers) ?? '';
      const token = await this.driver(driverId, this.random() < 0.3 ? shown.get(driverId) : undefined);
      if (token !== undefined) shown.set(driverId, token);
      const recent = this.history.commands.slice(-30).flatMap(({ rideId }) => rideId ?? []);
      const rideId = this.random() < 0.3 ? this.one(recent) : undefined;
      if (rideId !== undefined) await this.ride(rideId);
      await delay(this.random() * 2 * PAUSE_MS);
    }
  }

  /** Resolves with the ETag of the ride that is shown, if one is. */
  async driver(driverId: string, token?: string): Promise<string | undefined> {
    const way = this.random() < USUAL_SHARE ? WAYS[0] : this.one(WAYS);
    const { by = '', query = '', isFenced = false } = way ?? {};
    const { body, begunAt, endedAt, status } = await this.gateway.call(
      'GET',
      `/drivers/${driverId}/current-ride?${query}`,
      token === undefined ? {} : { headers: { 'if-version-at-least': token } },
    );
    const shown = body === undefined ? undefined : shownBy(body);
    const { notes } = (body as { details: { notes?: string } | null } | undefined)?.details ?? {};
    this.history.driverReads.push({
      ...{ client: this.name, driverId, by, isFenced, token, intendedAt: begunAt, begunAt, endedAt },
      ...{ status, shown, notes },
    });
    return shown?.ride ? versionTag({ rideId: shown.ride.id, version: shown.ride.version }) : undefined;
  }

  /** Resolves with the ride as its owner shows it. */
  async ride(rideId: string): Promise<RideRead['shown']> {
    const { body, begunAt, endedAt } = await this.gateway.call('GET', `/rides/${rideId}`);
    const {
      version = 0,
      status = '',
      driverId = null,
    } = (body ?? {}) as Partial<NonNullable<RideRead['shown']>>;
    const shown = body === undefined ? undefined : { version, status, driverId };
    this.history.rideReads.push({ client: this.name, rideId, begunAt, endedAt, shown });
    return shown;
  }

  private one<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.random() * items.length)];
  }
}
