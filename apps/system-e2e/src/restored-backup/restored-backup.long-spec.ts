import { APPROACHES, RIDE_EVENTS, type RideChanged } from '@ride-hailing/contracts';
import { eventually } from '@ride-hailing/testing';
import { randomUUID } from 'node:crypto';
import { differences, untilCopiesEqual } from '../running-system/copies';
import { allSettled } from '../running-system/consumers';
import { call, must } from '../running-system/http';
import { runJob } from '../running-system/jobs';
import { anomaliesOfStream, outboxIsEmpty } from '../running-system/outbox';
import { assignedRide, commandRide, requestedRide } from '../running-system/rides';
import { type CurrentRide, type Ride, startSystem, type System } from '../running-system/system';
import { copiesOf, putBack } from './kept-copies';
import { orderAfterRestore } from './order-after-restore';

const SERVICES = ['gateway', 'driver-service', 'ride-service'] as const;
const FOLLOWS_WITHIN_MS = 20_000;

interface Comparison {
  readonly approaches: readonly { approach: string; outcome: string; differs: readonly string[] }[];
}

describe('a backup of Postgres that is older than the streams', () => {
  let system: System;
  let backup: string;
  let assigned: Ride;
  let started: Ride;

  const stop = async (names: readonly (typeof SERVICES)[number][]) => {
    await Promise.all(names.map((name) => system.process(name).stop()));
  };
  const start = async (names: readonly (typeof SERVICES)[number][]) => {
    for (const name of names) await system.process(name).start();
    await Promise.all(names.map((name) => system.process(name).waitReady()));
  };
  const settled = async () => {
    await eventually(() => outboxIsEmpty(system), { timeoutMs: FOLLOWS_WITHIN_MS });
    await allSettled(await system.broker('operator'), FOLLOWS_WITHIN_MS);
  };
  const ownersVersion = async ({ id }: Ride) => {
    const [row] = await system.sql('ride_service', 'SELECT version FROM rides WHERE id = $1', [id]);
    return row && Number(row['version']);
  };

  beforeAll(async () => {
    system = await startSystem({ approaches: APPROACHES });
    assigned = await assignedRide(system, 'b-1');
    started = await assignedRide(system, 'b-2');
    await commandRide(system, started, 'start');
    await settled();
    backup = await system.backups.make();
  }, 120_000);

  afterAll(() => system.stop());

  /** What happens after the backup, partly read by Driver Service and partly not, until Postgres is lost. */
  const goOn = async (): Promise<Ride> => {
    await assignedRide(system, `b-${randomUUID()}`);
    await settled();
    await stop(['driver-service']);
    await commandRide(system, assigned, 'start');
    await commandRide(system, started, 'complete');
    const requested = await requestedRide(system);
    await eventually(() => outboxIsEmpty(system), { timeoutMs: FOLLOWS_WITHIN_MS });
    return requested;
  };

  /** All approaches give what the owner answers. */
  const allAgree = async (driverId: string, version: number): Promise<boolean> => {
    const path = `/drivers/${driverId}/current-ride`;
    const { body } = await call<Comparison>(`${system.gateway}${path}/comparison`);
    const { body: owner } = await call<CurrentRide>(`${system.gateway}${path}?approach=sync-api`);
    const isSame = body.approaches?.every(
      ({ outcome, differs }) => outcome === 'answered' && differs.length === 0,
    );
    return owner.ride?.version === version && isSame;
  };

  it('shows in reconcile as a copy that is ahead of its owner, has other rides and other contents of the same versions, all of which it repairs', async () => {
    const lost = await goOn();
    await system.backups.restore(backup);
    expect(await ownersVersion(assigned)).toBe(2);
    expect(await ownersVersion(lost)).toBeUndefined();

    // Version 3 exists twice now: the stream has it as started, and the owner as cancelled.
    await must(`${system.rideService}/rides/${assigned.id}/cancel`, { method: 'POST' });
    await start(['driver-service']);
    await settled();
    const wrong = await differences(system);
    expect(wrong.filter((line) => line.startsWith(assigned.id))).toEqual([
      expect.stringContaining('IN_PROGRESS'),
    ]);
    expect(wrong.filter((line) => line.startsWith(started.id))).toEqual([
      expect.stringContaining('COMPLETED'),
    ]);
    expect(wrong.filter((line) => line.startsWith(lost.id))).toEqual([
      expect.stringContaining('owner undefined'),
    ]);

    const { code, output } = await runJob(system, 'reconcile');
    expect(code).toBe(0);
    expect(output).toContain('repaired: 0 missing, 0 behind, 1 ahead, 1 different, 1 extra');
    await untilCopiesEqual(system, 'reconciled');
    // It repairs the copy alone: the replica and the caches still say that this driver is on no ride.
    expect(await allAgree('b-2', 3)).toBe(false);
  }, 120_000);

  it('agrees with copy, streams and caches after the documented order of commands, and new rides go on', async () => {
    await start(['driver-service']);
    await system.backups.restore(backup);
    const lost = await goOn();
    await start(['driver-service']);
    await settled();
    const restore = async () => {
      // As if Driver Service had a server of its own, which lost nothing.
      const copies = await copiesOf(system);
      await system.backups.restore(backup);
      await putBack(system, copies);
      expect(await differences(system)).not.toEqual([]);
    };
    await orderAfterRestore(system, {
      restore,
      stop: () => stop(SERVICES),
      start: () => start(SERVICES),
    });

    await settled();
    expect(await differences(system)).toEqual([]);
    expect(await anomaliesOfStream(system)).toEqual([]);
    const events = await (await system.broker('operator')).messagesOf(RIDE_EVENTS);
    expect(events.map((event) => event.json<RideChanged>().rideId)).not.toContain(lost.id);
    await eventually(() => allAgree('b-1', 2), { timeoutMs: FOLLOWS_WITHIN_MS });
    await eventually(() => allAgree('b-2', 3), { timeoutMs: FOLLOWS_WITHIN_MS });

    await commandRide(system, assigned, 'start');
    await eventually(() => allAgree('b-1', 3), { timeoutMs: FOLLOWS_WITHIN_MS });
    await assignedRide(system, 'b-new');
    await eventually(() => allAgree('b-new', 2), { timeoutMs: FOLLOWS_WITHIN_MS });
    await settled();
    expect(await differences(system)).toEqual([]);
  }, 120_000);

  it('loses nothing that was acknowledged when the log that Postgres archived is replayed', async () => {
    await system.backups.startArchive();
    const archived = await system.backups.make();
    const ride = await assignedRide(system, 'b-archived');
    await commandRide(system, ride, 'start');
    const requested = await requestedRide(system);
    await system.backups.archiveAll();
    await system.backups.restore(archived, { replay: true });
    await eventually(async () => (await ownersVersion(ride)) === 3 && (await ownersVersion(requested)) === 1);
    const { code, output } = await runJob(system, 'reconcile');
    expect(code).toBe(0);
    expect(output).toContain('0 ahead, 0 different, 0 extra');
    await commandRide(system, ride, 'complete');
    await settled();
    await untilCopiesEqual(system, 'replayed');
  }, 120_000);
});
