import { eventually } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import type { Question } from '../../load/http-order';
import type { LabSystem } from '../../world/lab-system';

/** One statement fits into the time limit of the lab's connections. */
const MOST_AT_ONCE = 100_000;
/** One ride in this number is assigned and not started; of the others, every tenth was cancelled before it had a driver. */
const ASSIGNED_EACH = 20;
const COPIED_WITHIN_MS = 120_000;

/** In the order of their ids, as rides are made; the ids of other planted rides are below. */
const RIDES = `
  INSERT INTO rides (id, status, version, rider_id, driver_id, rider_name, rider_phone, pickup_lat, pickup_lng,
    pickup_address, dropoff_lat, dropoff_lng, dropoff_address, stops, fare_amount_minor, fare_currency, notes,
    requested_at, changed_at)
  SELECT ('0190a001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
    CASE WHEN n % ${ASSIGNED_EACH} = 0 THEN 'ASSIGNED' WHEN n % 10 = 1 THEN 'CANCELLED' ELSE 'COMPLETED' END,
    CASE WHEN n % ${ASSIGNED_EACH} = 0 THEN 2 WHEN n % 10 = 1 THEN 2 ELSE 4 END,
    'r-' || n,
    CASE WHEN n % ${ASSIGNED_EACH} = 0 THEN 'a-' || n WHEN n % 10 = 1 THEN NULL ELSE 'd-' || n % $3 END,
    'Rider ' || n, '+82-2-555-0000', 37.4 + (n % 300) / 1000.0, 126.8 + (n % 400) / 1000.0, n || ' Plover Lane',
    37.5113, 127.0981, n || ' Curlew Steps', '[]', 18400, 'KRW', 'two bags', at, at
  FROM (SELECT n, now() - (${MOST_AT_ONCE * 20} - n) * interval '1 second' AS at
        FROM generate_series($1::int, $2::int) AS n) AS past`;

const HASH = (id: string) => `
  ('x' || left(md5(concat_ws('|', ${id}, version, status, coalesce(driver_id, ''), encode(float8send(pickup_lat + 0), 'hex'),
    encode(float8send(pickup_lng + 0), 'hex'), floor(extract(epoch FROM changed_at) * 1000)::bigint)), 16))::bit(64)::bigint`;

interface Digest {
  readonly count: number;
  readonly hash: string;
}

/** The owner's rides, and the copy that is emptied and filled. */
export class OwnersRides {
  private started = 0;

  private constructor(
    private readonly system: LabSystem,
    private readonly rides: number,
  ) {}

  /** Ended rides of these drivers (`d-0` and on), and among them rides of other drivers who have not begun them. */
  static async plant(system: LabSystem, rides: number, drivers: number): Promise<OwnersRides> {
    for (let from = 1; from <= rides; from += MOST_AT_ONCE) {
      const until = Math.min(rides, from + MOST_AT_ONCE - 1);
      await system.databases.rows('ride_service', RIDES, [from, until, drivers]);
    }
    await system.databases.rows('ride_service', 'VACUUM ANALYZE rides');
    await system.databases.rows('driver_service', 'CREATE TABLE kept AS SELECT * FROM ride_copy');
    return new OwnersRides(system, rides);
  }

  /** Nothing is left of the copy but the rides that are read, as if the rest had been lost. */
  async emptyCopy(): Promise<void> {
    const sql = (text: string) => this.system.databases.rows('driver_service', text);
    await sql('TRUNCATE ride_copy');
    await sql('INSERT INTO ride_copy SELECT * FROM kept');
    await sql('VACUUM ANALYZE ride_copy');
    // What the turn before has left to write would be written during this one.
    await sql('CHECKPOINT');
  }

  /** The starts of assigned rides from all over the table, each once. @throws UnverifiedError when there are no more */
  nextStarts(count: number): Question[] {
    const assigned = Math.floor(this.rides / ASSIGNED_EACH);
    if (this.started + count > assigned) throw new UnverifiedError(`all ${assigned} rides have been started`);
    return Array.from({ length: count }, (_, at) => {
      // Prime, and so it meets each of them once.
      const n = ASSIGNED_EACH * (1 + (((this.started + at) * 7_919) % assigned));
      const id = `0190a001-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
      return { path: `/rides/${id}/start`, contains: [`"id":"${id}"`], isCommand: true };
    });
  }

  hasStarted(count: number): void {
    this.started += count;
  }

  /**
   * Until the copy holds what the owner has, row by row as their digests say.
   * @throws UnverifiedError when it does not come to that
   */
  async allCopied(): Promise<string> {
    const { databases } = this.system;
    const digest = async (database: string, table: string, id: string) => {
      const text = `SELECT count(*)::int AS count, to_hex(bit_xor(${HASH(id)})) AS hash FROM ${table}`;
      return (await databases.rows<Digest>(database, text))[0];
    };
    return eventually(
      async () => {
        const owner = await digest('ride_service', 'rides', 'id');
        const copy = await digest('driver_service', 'ride_copy', 'ride_id');
        if (!owner || !copy || owner.count < this.rides || JSON.stringify(owner) !== JSON.stringify(copy))
          throw new UnverifiedError(
            `the owner has ${JSON.stringify(owner)}, the copy ${JSON.stringify(copy)}`,
          );
        return `${copy.count} rides in the copy, digest ${copy.hash} as at the owner`;
      },
      { timeoutMs: COPIED_WITHIN_MS, intervalMs: 500 },
    );
  }
}
