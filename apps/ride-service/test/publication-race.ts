import { type CurrentRideDocument, parseCurrentRideDocument } from '@ride-hailing/contracts';
import { openSharedCache, type SharedCache, SharedStoreUnavailableError } from '@ride-hailing/shared-store';
import type { IntegrationInfrastructure } from '@ride-hailing/stack';
import { seededRandom } from '@ride-hailing/testing';
import { type NatsConnection, StorageType } from 'nats';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { uuidv7 } from 'uuidv7';
import type { Store } from '../src/publications/current-ride-writer';
import type { CurrentRidesQuery } from '../src/ride-details/current-rides.query';

type Rides = Pick<CurrentRidesQuery, 'of'>;

interface Writer {
  write(driverIds: readonly string[]): Promise<unknown>;
}

export interface Race {
  readonly seed: number;
  readonly drivers: number;
  readonly ridesEach: number;
  readonly publishers: number;
  readonly makeWriter: (store: Store, rides: Rides) => Writer;
}

const NO_RIDE = 'none';
const stateOf = ({ ride }: CurrentRideDocument): string =>
  ride ? `${ride.rideId} v${ride.version}` : NO_RIDE;

/** A bucket that keeps every value ever written, in the order in which the server stored them. */
export class RememberingBucket {
  private constructor(
    private readonly nats: NatsConnection,
    private readonly bucket: string,
    readonly store: SharedCache,
  ) {}

  static async open(
    { natsUrl, credentials }: Pick<IntegrationInfrastructure, 'natsUrl' | 'credentials'>,
    nats: NatsConnection,
  ): Promise<RememberingBucket> {
    const bucket = `T_${uuidv7().slice(-8)}`;
    const manager = await nats.jetstreamManager({ checkAPI: false });
    const storage = StorageType.Memory;
    const subjects = [`$KV.${bucket}.>`];
    await manager.streams.add({ name: `KV_${bucket}`, subjects, storage, allow_direct: true });
    const options = { url: natsUrl, name: 'spec', bucket, ...credentials('operator') };
    return new RememberingBucket(nats, bucket, openSharedCache(options));
  }

  /** The states that each driver's value has been in. */
  async history(): Promise<Map<string, string[]>> {
    const reader = await this.nats.jetstream().consumers.get(`KV_${this.bucket}`);
    const expected = (await reader.info()).num_pending;
    const states = new Map<string, string[]>();
    if (expected === 0) return states;
    for await (const { data } of await reader.fetch({ max_messages: expected, expires: 5_000 })) {
      const parsed = parseCurrentRideDocument(data);
      if (!parsed.ok) throw new Error(parsed.reason);
      const { driverId } = parsed.value;
      states.set(driverId, [...(states.get(driverId) ?? []), stateOf(parsed.value)]);
    }
    return states;
  }

  async close(): Promise<void> {
    await this.store.close();
    const manager = await this.nats.jetstreamManager({ checkAPI: false });
    await manager.streams.delete(`KV_${this.bucket}`);
  }
}

/**
 * Compares the values of a driver with the states that the owner committed. States may be left out and repeated, but
 * none may follow a later one, and the last one must come last.
 * @returns the faults; empty if there are none
 */
export function olderStates(committed: readonly string[], values: readonly string[]): string[] {
  const found: string[] = [];
  let at = 0;
  for (const value of values) {
    const next = committed.indexOf(value, at);
    if (next >= 0) at = next;
    else found.push(`${value} after ${committed[at]}`);
  }
  const last = committed.at(-1);
  if (values.at(-1) !== last) found.push(`${values.at(-1)} is left in the end, not ${last}`);
  return found;
}

/** Delays answers and writes, and makes calls fail before and after a write. */
class Faults {
  constructor(private readonly random: () => number) {}

  store(real: Store): Store {
    return {
      get: async (key, timeoutMs) => {
        const value = await real.get(key, timeoutMs);
        await this.pause();
        return value;
      },
      put: async (key, data, revision, timeoutMs) => {
        await this.pause();
        this.mayFail();
        const isWritten = await real.put(key, data, revision, timeoutMs);
        this.mayFail();
        return isWritten;
      },
    };
  }

  rides(real: Rides): Rides {
    return {
      of: async (driverIds) => {
        const rows = await real.of(driverIds);
        await this.pause();
        return rows;
      },
    };
  }

  /** Mostly short; sometimes long enough for several changes and writes of others. */
  pause(): Promise<void> {
    const most = this.random() < 0.1 ? 40 : 4;
    return delay(Math.floor(this.random() * most));
  }

  private mayFail(): void {
    if (this.random() < 0.05) throw new SharedStoreUnavailableError('made to fail');
  }
}

/**
 * One owner changes rides while several publishers follow. Each publisher gets every change, and some changes twice, as
 * after a redelivery or a crash between the write and the acknowledgement.
 * @returns the faults in the written values; empty if there are none
 */
export async function race(
  race: Race,
  bucket: RememberingBucket,
  sql: Pool,
  rides: Rides,
): Promise<string[]> {
  const random = seededRandom(race.seed);
  const faults = new Faults(random);
  const prefix = uuidv7().slice(-8);
  const committed = new Map<string, string[]>();
  const changes: string[] = [];
  let isOver = false;

  const own = async (driverId: string) => {
    const states: string[] = [NO_RIDE];
    committed.set(driverId, states);
    for (let count = 0; count < race.ridesEach; count += 1) {
      const id = uuidv7();
      await sql.query(INSERT, [id, driverId]);
      states.push(`${id} v2`);
      changes.push(driverId);
      for (const [status, version] of [
        ['IN_PROGRESS', 3],
        ['COMPLETED', 4],
      ] as const) {
        await faults.pause();
        await sql.query('UPDATE rides SET status = $2, version = $3 WHERE id = $1', [id, status, version]);
        states.push(status === 'COMPLETED' ? NO_RIDE : `${id} v${version}`);
        changes.push(driverId);
      }
    }
  };
  const follow = async () => {
    const writer = race.makeWriter(faults.store(bucket.store), faults.rides(rides));
    for (let at = 0; !isOver || at < changes.length; at += 1) {
      while (at >= changes.length && !isOver) await delay(1);
      const batch = [...new Set(changes.slice(at, at + 4))];
      if (batch.length === 0) continue;
      const times = random() < 0.2 ? 2 : 1;
      for (let done = 0; done < times;) await writer.write(batch).then(() => (done += 1), ifUnavailable);
    }
  };
  const followers = Array.from({ length: race.publishers }, follow);
  const driverIds = Array.from({ length: race.drivers }, (_, at) => `${prefix}-${at}`);
  await Promise.all(driverIds.map(own)).finally(() => (isOver = true));
  await Promise.all(followers);
  const history = await bucket.history();
  return driverIds.flatMap((id) => olderStates(committed.get(id) ?? [], history.get(id) ?? []));
}

function ifUnavailable(error: unknown): void {
  if (!(error instanceof SharedStoreUnavailableError)) throw error;
}

const INSERT = `INSERT INTO rides (id, status, version, rider_id, driver_id, rider_name, rider_phone, pickup_lat,
    pickup_lng, pickup_address, dropoff_lat, dropoff_lng, dropoff_address, stops, fare_amount_minor, fare_currency,
    notes)
  VALUES ($1, 'ASSIGNED', 2, 'r-1', $2, 'A. Rider', '', 1, 2, '', 3, 4, '', '[]', 1, 'KRW', '')`;
