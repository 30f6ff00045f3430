import { setTimeout as delay } from 'node:timers/promises';
import { versionTag } from '@ride-hailing/contracts';
import { nowMs, type OwnWrite, type Session, type SessionRead, type Shown } from '@ride-hailing/testing';
import { DriverAsker } from '../../world/driver-asker';
import type { Target } from '../../world/read-order';
import type { Workload } from '../../world/workload';

/** After each change, the first at once. */
const READS = 8;
const PAUSE_MS = 10;
/** To one instance. */
const CONNECTIONS = 64;

/** Whoever made the change, or somebody else who looks whenever there is one. */
export type Role = 'writer' | 'onlooker';

export interface SessionOrder {
  readonly role: Role;
  /** The instances of driver-service, asked in turn. */
  readonly instances: readonly Target[];
  /** Whether each read asks for at least what the session has written, or else has been shown. */
  readonly sendsToken: boolean;
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

/** The newest version of the ride that an answer shows, as ETag. An answer that shows no ride has none to name. */
const tagShown = ({ ride, detailsVersion }: Shown): string | undefined =>
  ride === null
    ? undefined
    : versionTag({ rideId: ride.id, version: Math.max(ride.version, detailsVersion ?? 0) });

/** One client that follows one driver: after each change some reads, one after the other, each at the next instance. */
class SessionClient {
  readonly writes: OwnWrite[] = [];
  readonly reads: SessionRead[] = [];
  private token: string | undefined;
  private left = 0;
  private reading: Promise<void> = Promise.resolve();

  constructor(
    readonly driverId: string,
    private readonly askers: readonly DriverAsker[],
    private readonly order: SessionOrder,
  ) {}

  changed(answeredAt: number, tag: string): void {
    if (this.order.role === 'writer') {
      this.writes.push({ answeredAt, tag });
      this.token = tag;
    }
    const isReading = this.left > 0;
    this.left = READS;
    if (!isReading) this.reading = this.readOn();
  }

  /** Resolves when the last read has been answered. */
  done(): Promise<void> {
    return this.reading;
  }

  private async readOn(): Promise<void> {
    for (; this.left > 0 && !this.order.signal?.aborted; this.left -= 1) {
      await this.read();
      await delay(PAUSE_MS);
    }
  }

  private async read(): Promise<void> {
    const { driverId, askers, order } = this;
    const asker = askers[this.reads.length % askers.length];
    const begunAt = nowMs();
    const token = order.sendsToken ? this.token : undefined;
    const answer = await asker?.read(driverId, token);
    this.reads.push({ driverId, intendedAt: begunAt, begunAt, endedAt: nowMs(), token, ...answer });
    if (order.role === 'onlooker' && answer?.shown) this.token = tagShown(answer.shown) ?? this.token;
  }
}

/** A session for each driver whose ride is changed meanwhile. */
export async function followChanges(workload: Workload, order: SessionOrder): Promise<readonly Session[]> {
  const askers = order.instances.map((target) => new DriverAsker(target, CONNECTIONS));
  const clients = new Map<string, SessionClient>();
  const forget = workload.writers.onChange((driverId, changedAt, tag) => {
    const client = clients.get(driverId) ?? new SessionClient(driverId, askers, order);
    clients.set(driverId, client);
    client.changed(changedAt, tag);
  });
  try {
    await delay(order.seconds * 1_000, undefined, { signal: order.signal });
  } finally {
    forget();
    await Promise.all([...clients.values()].map((client) => client.done()));
    await Promise.all(askers.map((asker) => asker.close()));
  }
  order.signal?.throwIfAborted();
  return [...clients.values()].map(({ driverId, writes, reads }) => ({ driverId, writes, reads }));
}
