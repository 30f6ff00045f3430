import { randomBytes } from 'node:crypto';
import {
  ACTIVE_STATUSES_SQL,
  cloudEventHeaders,
  RIDE_CHANGED_TYPE,
  RIDE_EVENT_SOURCE,
  rideChangedSubject,
  type RideStatus,
} from '@ride-hailing/contracts';
import { aRideChanged, eventually } from '@ride-hailing/testing';
import { uuidv7 } from 'uuidv7';
import { UnverifiedError } from '../../lab.errors';
import { DriverAsker } from '../../world/driver-asker';
import type { LabSystem } from '../../world/lab-system';
import type { Target } from '../../world/read-order';
import { recordBytes } from './record-bytes';

const SHOWN_WITHIN_MS = 30_000;
const ANSWER_WITHIN_MS = 5_000;

const LIVE = `
  SELECT id::text AS id, driver_id AS "driverId", status, version FROM rides
  WHERE status IN ${ACTIVE_STATUSES_SQL} ORDER BY id`;

/** The change and its events in one transaction, as the owner makes them. */
const GROW = `
  WITH grown AS (
    UPDATE rides SET notes = $1, version = rides.version + 1, changed_at = now()
    FROM unnest($3::text[], $4::int[]) AS new (id, version)
    WHERE rides.id = new.id::uuid AND rides.version = new.version - 1
    RETURNING rides.id::text AS id)
  INSERT INTO outbox (id, aggregate_id, version, subject, type, payload, headers)
  SELECT new.id, aggregate_id, version, subject, type, payload, headers
  FROM unnest($2::uuid[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::jsonb[])
    AS new (id, aggregate_id, version, subject, type, payload, headers)
  JOIN grown ON grown.id = aggregate_id
  RETURNING id`;

interface LiveRide {
  readonly id: string;
  readonly driverId: string;
  readonly status: RideStatus;
  readonly version: number;
}

function eventOf({ id: rideId, driverId, status, version }: LiveRide, changedAt: string) {
  const id = uuidv7();
  const payload = aRideChanged({ rideId, driverId, status, version, changedAt });
  const headers = cloudEventHeaders({
    ...{ id, type: RIDE_CHANGED_TYPE, source: RIDE_EVENT_SOURCE, subject: rideId, time: changedAt },
  });
  return [
    ...[id, rideId, version, rideChangedSubject(rideId), RIDE_CHANGED_TYPE],
    ...[JSON.stringify(payload), JSON.stringify(headers)],
  ];
}

/** The rides that drivers are on; nobody else changes them. */
export class LiveRides {
  private readonly askers: readonly DriverAsker[];

  private constructor(
    private readonly system: LabSystem,
    private readonly targets: readonly Target[],
    private rides: readonly LiveRide[],
  ) {
    this.askers = targets.map((target) => new DriverAsker(target, 8));
  }

  /** @param targets all that have to show a ride that has grown */
  static async of(system: LabSystem, targets: readonly Target[]): Promise<LiveRides> {
    const rides = await system.databases.rows<LiveRide>('ride_service', LIVE);
    if (rides.length === 0) throw new UnverifiedError('no driver is on a ride');
    return new LiveRides(system, targets, rides);
  }

  get driverIds(): readonly string[] {
    return this.rides.map(({ driverId }) => driverId);
  }

  /**
   * Makes every ride this large, by its notes, and waits until every target shows it.
   * @param bytes of the ride with its details, as JSON
   * @returns what was seen
   */
  async grow(bytes: number): Promise<string> {
    const [first] = this.targets;
    const besides = first ? recordBytes(await this.bodyOf(first), { notes: '' }) : 0;
    const notes = randomBytes(bytes)
      .toString('base64')
      .slice(0, Math.max(0, bytes - besides));
    const changedAt = new Date().toISOString();
    const grown = this.rides.map((ride) => ({ ...ride, version: ride.version + 1 }));
    const events = grown.map((ride) => eventOf(ride, changedAt));
    const columns = [0, 1, 2, 3, 4, 5, 6].map((column) => events.map((event) => event[column]));
    const stored = await this.system.databases.rows('ride_service', GROW, [notes, ...columns]);
    if (stored.length !== grown.length)
      throw new UnverifiedError(`${stored.length} of ${grown.length} rides grew`);
    this.rides = grown;
    for (const asker of this.askers) await this.shownBy(asker);
    const sizes = await Promise.all(
      this.targets.map(async (target) => recordBytes(await this.bodyOf(target))),
    );
    const wrong = sizes.find((size) => Math.abs(size - bytes) > bytes / 10);
    if (wrong !== undefined) throw new UnverifiedError(`a record has ${wrong} bytes instead of ${bytes}`);
    return `${grown.length} rides of ${sizes[0]} bytes, shown by every approach`;
  }

  /** Whether the answer about this driver shows the ride as the owner has it, with its details. */
  async isShown(asker: DriverAsker, driverId: string): Promise<boolean> {
    const ride = this.rides.find((one) => one.driverId === driverId);
    const answer = await asker.ask(driverId);
    const versions = [answer?.ride?.version, answer?.detailsVersion];
    return answer?.ride?.id === ride?.id && versions.every((version) => version === ride?.version);
  }

  async stop(): Promise<void> {
    await Promise.all(this.askers.map((asker) => asker.close()));
  }

  private async shownBy(asker: DriverAsker): Promise<void> {
    const look = async () => {
      const shown = await Promise.all(this.driverIds.map((driverId) => this.isShown(asker, driverId)));
      return shown.every((isShown) => isShown);
    };
    await eventually(look, { timeoutMs: SHOWN_WITHIN_MS });
  }

  /** An owner that is busy answers late, which is no answer. */
  private async bodyOf({ urls, query, token }: Target): Promise<unknown> {
    const url = `${urls[0]}/drivers/${this.driverIds[0]}/current-ride?${query}`;
    const headers = { authorization: `Bearer ${token}` };
    const look = async () => {
      const response = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      const text = await response.text();
      if (!response.ok) throw new UnverifiedError(`${url} answered ${response.status}: ${text}`);
      return JSON.parse(text) as unknown;
    };
    return eventually(look, { timeoutMs: SHOWN_WITHIN_MS });
  }
}
