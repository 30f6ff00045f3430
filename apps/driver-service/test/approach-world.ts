import { type Approach, APPROACHES, approachesIn, type RideDocument } from '@ride-hailing/contracts';
import { FaultProxy, type Target } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import type { ServiceOptions } from '@ride-hailing/service-kit';
import { ALL_APPROACHES } from '../src/approaches/all-approaches';
import type { AnswersWithout, ApproachPromises } from '../src/current-ride/approach.port';
import type { CurrentRideAnswer } from '../src/current-ride/current-ride.dto';
import { Component } from './component';
import { PublishingOwner } from './publishing-owner';
import { aRideDocument } from './ride-document.builder';

export type Part = keyof AnswersWithout;

/** `cut`: connections are reset and calls refused; `silent`: nothing is answered. */
type Failing = 'cut' | 'silent';

interface Problem {
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

type Way = 'broker' | 'ownDatabase' | 'sharedStore' | 'view';

const START = Date.parse('2026-11-22T09:00:00.000Z');
const RECOVERED_WITHIN_MS = 20_000;

const targetOf = (url: string): Target => ({
  host: new URL(url).hostname,
  port: Number(new URL(url).port),
});
const through = (url: string, proxy: FaultProxy): string => url.replace(/127\.0\.0\.1:\d+/, proxy.address);

/** Driver Service with every approach on, an owner that publishes in every way, and a fault proxy before each part. */
export class ApproachWorld {
  private approaches: readonly Approach[] = [];
  private drivers = 0;
  private clock = START;

  private constructor(
    readonly component: Component,
    readonly owner: PublishingOwner,
    private readonly ways: Readonly<Record<Way, FaultProxy>>,
  ) {}

  static async prepare(): Promise<ApproachWorld> {
    const component = await Component.prepare();
    const { natsUrl } = component.infrastructure;
    const postgresUrl = component.infrastructure.databaseUrl('driver-service');
    const owner = new PublishingOwner(component);
    await owner.prepare();
    return new ApproachWorld(component, owner, {
      broker: await FaultProxy.start(targetOf(natsUrl)),
      ownDatabase: await FaultProxy.start(targetOf(postgresUrl)),
      sharedStore: await FaultProxy.start(targetOf(natsUrl)),
      view: await FaultProxy.start(targetOf(postgresUrl)),
    });
  }

  async startService(
    approaches: readonly Approach[] = APPROACHES,
    adapt?: (module: ServiceOptions['module']) => void,
    more: Record<string, unknown> = {},
  ): Promise<void> {
    const { infrastructure } = this.component;
    const { ways } = this;
    this.approaches = approachesIn(approaches.join(','));
    await this.component.startService(
      {
        approaches: approaches.join(','),
        // On a busy machine only the part with the outage may be too slow.
        detailsDeadlineMs: 1_000,
        sharedCacheTimeoutMs: 500,
        databaseUrl: through(infrastructure.databaseUrl('driver-service'), ways.ownDatabase),
        natsUrl: through(infrastructure.natsUrl, ways.broker),
        rideViewDatabaseUrl: through(infrastructure.rideViewUrl(), ways.view),
        sharedCacheUrl: `nats://${ways.sharedStore.address}`,
        sharedFilesUrl: `nats://${ways.sharedStore.address}`,
        ...more,
      },
      adapt,
    );
    await this.untilRecovered();
  }

  promisesOf(approach: Approach): ApproachPromises {
    return this.component.service.app.get(ALL_APPROACHES[approach].approach).promises;
  }

  /** A driver whom no update and no ride has named yet. */
  newDriver(): string {
    this.drivers += 1;
    return `driver-${this.drivers}`;
  }

  /** A state of the driver's one ride, later than all earlier ones. */
  ride(driverId: string, given: Partial<RideDocument> = {}): RideDocument {
    this.clock += 1_000;
    const riderName = `Rider of ${driverId}`;
    const changedAt = new Date(this.clock).toISOString();
    return aRideDocument({ rideId: `ride-of-${driverId}`, driverId, riderName, changedAt, ...given });
  }

  /** Changes a ride at the owner, and publishes it in every way. */
  async commitAndPublish(ride: RideDocument, options: { readonly cache?: boolean } = {}): Promise<void> {
    await this.owner.commit(ride);
    await this.publish(ride, options);
  }

  /** Publishes a state that the owner has or had. */
  async publish(ride: RideDocument, options: { readonly cache?: boolean } = {}): Promise<void> {
    await this.owner.share(ride, options);
    await this.announce(ride);
  }

  /** Publishes a state by event and by document, and waits until both are settled. */
  async announce(ride: RideDocument): Promise<void> {
    await this.owner.announce(ride, { settles: this.approaches.includes('event-replication') });
    await this.component.allSettled();
  }

  read(approach: Approach, driverId: string, query = '') {
    return this.component.get<CurrentRideAnswer>(
      `/drivers/${driverId}/current-ride?approach=${approach}${query}`,
    );
  }

  /** Reads as a dispatcher, unless a driver is named, what has seen this version. */
  async readAtLeast(query: string, driverId: string, version: string, { as }: { readonly as?: string } = {}) {
    const { tokens } = this.component;
    const headers = await (as === undefined ? tokens.headers('dispatcher') : tokens.headers('driver', as));
    return this.component.get<CurrentRideAnswer & Problem>(`/drivers/${driverId}/current-ride?${query}`, {
      ...headers,
      'if-version-at-least': version,
    });
  }

  /** The number of calls that reached the owner during `work`. */
  async ownerCalls(work: () => Promise<unknown>): Promise<number> {
    const { calls, currentCalls } = this.component.rideService;
    const count = () => calls.length + currentCalls.length;
    const before = count();
    await work();
    return count() - before;
  }

  /** The tables of Driver Service that contain this text. */
  async tablesWith(text: string): Promise<string[]> {
    const { pool } = this.component.database;
    const tables = await pool.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
    );
    const found: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await pool.query(`SELECT FROM "${name}" AS t WHERE position($1 IN t::text) > 0`, [
        text,
      ]);
      if (rows.length > 0) found.push(name);
    }
    return found;
  }

  async without<T>(part: Part, how: Failing, work: () => Promise<T>): Promise<T> {
    this.inject(part, how);
    try {
      return await work();
    } finally {
      await this.heal();
    }
  }

  async stop(): Promise<void> {
    await this.owner.close();
    await this.component.stop();
    await Promise.all(Object.values(this.ways).map((proxy) => proxy.close()));
  }

  private inject(part: Part, how: Failing): void {
    const { rideService } = this.component;
    const faults = how === 'cut' ? ({ connections: 'reset' } as const) : ({ blocked: 'both' } as const);
    switch (part) {
      case 'owner':
        if (how === 'cut') rideService.kill();
        else rideService.mood = 'silent';
        return;
      case 'ownersDatabase':
        rideService.mood = how === 'cut' ? 'refusing' : 'silent';
        return this.ways.view.set(faults);
      case 'broker':
      case 'ownDatabase':
      case 'sharedStore':
        return this.ways[part].set(faults);
    }
  }

  private async heal(): Promise<void> {
    const { rideService } = this.component;
    rideService.kill();
    rideService.mood = 'well';
    await rideService.start();
    for (const proxy of Object.values(this.ways)) proxy.heal();
    await this.untilRecovered();
  }

  /** Waits until every approach gives a whole ride from its own source. */
  private async untilRecovered(): Promise<void> {
    const driverId = this.newDriver();
    await this.commitAndPublish(this.ride(driverId));
    const hasRecovered = async (approach: Approach) => {
      const { status, body } = await this.read(approach, driverId);
      const isFromOwner = approach !== 'sync-api' && body.sources?.ride.from === 'ride-service';
      return status === 200 && body.details !== null && !isFromOwner;
    };
    for (const approach of this.approaches) {
      await eventually(() => hasRecovered(approach), { timeoutMs: RECOVERED_WITHIN_MS });
    }
  }
}
