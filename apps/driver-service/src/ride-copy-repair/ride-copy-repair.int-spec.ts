import { RIDE_STATUSES, type RideChanged } from '@ride-hailing/contracts';
import type { Database } from '@ride-hailing/service-kit';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { aRideChanged, eventually } from '@ride-hailing/testing';
import { openLocalDatabase } from '../../test/local-database';
import { RideEssentialsStandIn } from '../../test/ride-essentials.stand-in';
import { RideCopy } from '../ride-copy/ride-copy.service';
import { type CopyRow, CopyTable } from './copy-table';
import { OwnerEssentialsClient } from './owner-essentials.client';
import { rebuild } from './rebuild';
import { Reconciliation, type ReconcileReport } from './reconcile';

jest.setTimeout(120_000);

const RIDES = 5_000;
const START = Date.parse('2026-11-22T09:00:00.000Z');

const idOf = (at: number) => `019ab3c2-7d00-7000-8000-${at.toString(16).padStart(12, '0')}`;

/** Leaves out the columns that only the table has. */
const asRide = ({ rideId, driverId, status, pickup, version, changedAt }: CopyRow): RideChanged => ({
  rideId,
  driverId,
  status,
  pickup,
  version,
  changedAt,
});

const rideOf = (at: number): RideChanged =>
  aRideChanged({
    rideId: idOf(at),
    driverId: at % 3 === 0 ? null : `d-${at}`,
    status: RIDE_STATUSES[at % RIDE_STATUSES.length],
    pickup: { lat: 37.4 + at / 10_007, lng: at % 2 ? 126.9707 : -126.9707 },
    version: 1 + (at % 4),
    changedAt: new Date(START + at * 1_001).toISOString(),
  });

describe('the copy of rides', () => {
  const standIn = new RideEssentialsStandIn();
  let spec: SpecDatabase;
  let database: Database;
  let close: (this: void) => Promise<void>;
  let copy: RideCopy;
  let table: CopyTable;
  let owner: OwnerEssentialsClient;

  beforeAll(async () => {
    spec = await integrationInfrastructure().createDatabase();
    ({ database, close } = await openLocalDatabase(spec.url));
    copy = new RideCopy(database);
    table = new CopyTable(database);
    owner = new OwnerEssentialsClient(await standIn.start());
  });

  afterAll(async () => {
    owner.close();
    standIn.stop();
    await close();
    await spec.drop();
  });

  beforeEach(async () => {
    standIn.onPage = async () => undefined;
    standIn.rides.clear();
    for (let at = 1; at <= RIDES; at += 1) standIn.rides.set(idOf(at), rideOf(at));
    await database.pool.query('TRUNCATE ride_copy');
    await copy.apply([...standIn.rides.values()]);
    standIn.digested.length = 0;
  });

  const sql = (text: string, ...values: unknown[]) => database.pool.query(text, values);
  const reconcile = (): Promise<ReconcileReport> =>
    new Reconciliation(owner, table, copy, () => undefined, [2_000, 200, 50]).run();
  const copied = async (): Promise<RideChanged[]> =>
    (await table.rows('', '', 100_000)).map((row) => asRide(row));
  const expectEqual = async () => expect(await copied()).toEqual([...standIn.rides.values()]);
  const next = (ride: RideChanged, given: Partial<RideChanged> = {}): RideChanged => ({
    ...ride,
    version: ride.version + 1,
    changedAt: new Date(Date.parse(ride.changedAt) + 1).toISOString(),
    ...given,
  });

  it("computes the owner's digest of a correct copy, so that no rows are compared", async () => {
    const report = await reconcile();
    expect(report).toMatchObject({ rides: RIDES, buckets: 3, differing: 0, left: 0 });
  });

  it('fills an emptied copy from its owner', async () => {
    await sql('TRUNCATE ride_copy');
    const startedAt = performance.now();
    const reported: number[] = [];
    const progress = await rebuild(owner, copy, ({ rides }) => reported.push(rides));
    console.log(`${RIDES} rides rebuilt in ${Math.round(performance.now() - startedAt)} ms`);
    expect(progress).toEqual({ rides: RIDES, written: RIDES });
    expect(reported).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
    await expectEqual();
    expect(await rebuild(owner, copy, () => undefined)).toEqual({ rides: RIDES, written: 0 });
  });

  it('keeps the newest state while the copy is filled and events flow, whichever comes first', async () => {
    await sql('TRUNCATE ride_copy');
    let page = 0;
    standIn.onPage = async () => {
      // Whether or not the owner has read this ride for the page, the event arrives before the page.
      const at = [10, 4_500, 2_100, 2_900, 5_000][page++] ?? 1;
      const changed = next(standIn.rides.get(idOf(at)) ?? rideOf(at));
      standIn.rides.set(changed.rideId, changed);
      await copy.apply([changed]);
    };
    await rebuild(owner, copy, () => undefined);
    expect(page).toBe(5);
    await expectEqual();
  });

  it('reads the next page while one is written, and none beyond it', async () => {
    await sql('TRUNCATE ride_copy');
    standIn.listed.length = 0;
    const readBefore: number[] = [];
    const slow = {
      apply: async (rides: readonly RideChanged[]) => {
        const isLast = rides.at(-1)?.rideId === idOf(RIDES);
        const asked = readBefore.length + (isLast ? 1 : 2);
        await eventually(() => standIn.listed.length >= asked);
        // If it read further, the owner would be asked while these rows are written.
        await copy.apply(rides);
        readBefore.push(standIn.listed.length);
        return rides.length;
      },
    };
    await rebuild(owner, slow, () => undefined);
    expect(readBefore).toEqual([2, 3, 4, 5, 5]);
    await expectEqual();
  });

  it('does not write a page that was read before an event over what the event has written', async () => {
    await sql('TRUNCATE ride_copy');
    const changed = next(rideOf(1_500), { status: 'COMPLETED' });
    const whileWriting = {
      apply: async (rides: readonly RideChanged[]) => {
        if (rides[0]?.rideId === idOf(1)) {
          // The second page has been read by then, and holds the version before.
          await eventually(() => standIn.listed.length >= 2);
          standIn.rides.set(changed.rideId, changed);
          await copy.apply([changed]);
        }
        return copy.apply(rides);
      },
    };
    standIn.listed.length = 0;
    const { written } = await rebuild(owner, whileWriting, () => undefined);
    expect(written).toBe(RIDES - 1);
    await expectEqual();
  });

  it('fills the copy although a few calls of the owner fail', async () => {
    await sql('TRUNCATE ride_copy');
    standIn.refuse = 3;
    await rebuild(owner, copy, () => undefined);
    await expectEqual();
  });

  it('repairs wrong, missing and extra rows of the copy, and no others', async () => {
    const wrong: [at: number, change: string][] = [
      [7, "status = 'CANCELLED', driver_id = 'somebody'"],
      [1_999, 'pickup_lat = 0'],
      [2_345, 'version = version + 90'],
      [3_456, 'version = 0'],
      [4_999, "changed_at = '2020-01-01'"],
    ];
    for (const [at, change] of wrong)
      await sql(`UPDATE ride_copy SET ${change} WHERE ride_id = $1`, idOf(at));
    await sql('DELETE FROM ride_copy WHERE ride_id = ANY ($1)', [idOf(1), idOf(RIDES)]);
    await copy.apply(['!before', 'zz-after'].map((rideId) => ({ ...rideOf(1), rideId })));
    const untouched = 'SELECT * FROM ride_copy WHERE ride_id = $1';
    const before = (await sql(untouched, idOf(2_346))).rows;

    const startedAt = performance.now();
    const report = await reconcile();
    console.log(
      `${RIDES} rides reconciled in ${Math.round(performance.now() - startedAt)} ms: ${JSON.stringify(report)}`,
    );
    expect(report.repaired).toEqual({ missing: 2, behind: 1, ahead: 1, different: 3, extra: 2 });
    expect(report.left).toBe(0);
    await expectEqual();
    expect((await sql(untouched, idOf(2_346))).rows).toEqual(before);
    expect(await reconcile()).toMatchObject({ differing: 0, repaired: { ahead: 0, different: 0, extra: 0 } });
  });

  it('repairs a copy that has lost every row, or has only rows that the owner does not know', async () => {
    await sql('TRUNCATE ride_copy');
    expect((await reconcile()).repaired).toMatchObject({ missing: RIDES });
    await expectEqual();
    standIn.rides.clear();
    expect((await reconcile()).repaired).toMatchObject({ extra: RIDES });
    expect(await copied()).toEqual([]);
  });

  it('recovers an event that a row with too high a version had rejected', async () => {
    await sql('UPDATE ride_copy SET version = 99 WHERE ride_id = $1', idOf(42));
    let changed: RideChanged | undefined;
    standIn.onPage = async () => {
      if (changed) return;
      // The owner has answered; now it commits the next version, whose event is rejected here.
      changed = next(rideOf(42), { status: 'COMPLETED' });
      standIn.rides.set(changed.rideId, changed);
      expect(await copy.apply([changed])).toBe(0);
    };
    const { repaired } = await reconcile();
    expect(repaired).toMatchObject({ ahead: 1, behind: 1 });
    await expectEqual();
  });

  const seenOf = async (at: number): Promise<CopyRow> => {
    const row = (await table.rows(idOf(at - 1), idOf(at), 1))[0];
    if (!row) throw new Error(`the copy has no ride ${at}`);
    return row;
  };

  it('does not overwrite a row that an event changed after it was read', async () => {
    await sql('UPDATE ride_copy SET pickup_lat = 0 WHERE ride_id = $1', idOf(42));
    const seen = await seenOf(42);
    const event = next(rideOf(42));
    await copy.apply([event]);
    expect(await table.overwrite(seen, rideOf(42))).toBe(false);
    expect(asRide(await seenOf(42))).toEqual(event);
  });

  it('does not remove a row that an event changed after it was read', async () => {
    const seen = await seenOf(42);
    const event = next(rideOf(42));
    await copy.apply([event]);
    expect(await table.remove(seen)).toBe(false);
    expect(asRide(await seenOf(42))).toEqual(event);
  });

  it('does not take the copy for wrong because an event arrived during the comparison', async () => {
    await sql('UPDATE ride_copy SET pickup_lat = 0 WHERE ride_id = $1', idOf(100));
    standIn.onPage = async () => {
      const ride = standIn.rides.get(idOf(101)) ?? rideOf(101);
      if (ride.version > 10) return;
      const changed = next(ride);
      standIn.rides.set(changed.rideId, changed);
      await copy.apply([changed]);
    };
    const { repaired, left } = await reconcile();
    expect(repaired).toMatchObject({ ahead: 0, different: 1, extra: 0 });
    expect(left).toBe(0);
    await expectEqual();
  });
});
