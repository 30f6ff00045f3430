import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, serveOrders } from '@ride-hailing/testing';
import { Pool } from 'pg';
import type { QueryRunner } from 'typeorm';
import { AssignmentRecovery } from '../src/coordinator/assignment-recovery.service';
import { Coordinator, CoordinatorEvents } from '../src/coordinator/coordinator';
import { PostgresAssignmentLog } from '../src/coordinator/postgres-assignment-log';
import { MIGRATIONS } from '../src/migrations/all-migrations';
import { TableParticipant } from './table-participant';

const [logUrl, driversUrl, ridesUrl, how = 'coordinator'] = process.argv.slice(2);

const AT_ONCE = 8;
const HELD_MS = 500;
const RECOVER_EVERY_MS = 100;
const PHASE_TWO_MS = 400;
const PAUSE_MS = 2;
const NEAR = { lat: 37.5665, lng: 126.978 };

/** Gives drivers rides in two databases, by the coordinator or by two plain calls, until it is killed. */
void serveOrders(async () => {
  const pools = [logUrl, driversUrl, ridesUrl].map(
    (connectionString) => new Pool({ connectionString, max: AT_ONCE }),
  );
  const [log, drivers, rides] = pools as [Pool, Pool, Pool];
  const made = await log.query("SELECT FROM pg_class WHERE relname = 'assignments'");
  if (made.rowCount === 0) {
    for (const Migration of MIGRATIONS) await new Migration().up(log as unknown as QueryRunner);
  }
  const participants = {
    'driver-service': await TableParticipant.open(drivers, 'driver-not-free', ({ driverId }) => driverId),
    'ride-service': await TableParticipant.open(rides, 'ride-held', ({ rideId }) => rideId),
  };
  const assignments = new PostgresAssignmentLog(() => log, HELD_MS);
  const coordinator = new Coordinator({
    ...{ log: assignments, participants, events: new CoordinatorEvents() },
    ...{ pause: (ms: number) => delay(ms), retryAfterMs: () => 50 },
  });
  const recovery = new AssignmentRecovery(assignments, coordinator, RECOVER_EVERY_MS);
  recovery.onApplicationBootstrap();

  const assign = async (rideId: string, driverId: string): Promise<void> => {
    if (how === 'coordinator') {
      const caller = { requestedBy: 'anonymous', idempotencyKey: null };
      const begun = await assignments.begin({ rideId, driverAsked: driverId, near: NEAR, ...caller });
      await coordinator.run(begun.assignment, PHASE_TWO_MS);
      return;
    }
    const request = { assignmentId: randomUUID(), rideId, driverId, near: NEAR };
    await participants['driver-service'].take(request);
    await participants['ride-service'].take(request);
  };

  const stopping = new AbortController();
  const work = async () => {
    while (!stopping.signal.aborted) {
      await assign(randomUUID(), `d-${randomUUID()}`);
      await delay(PAUSE_MS);
    }
  };
  const working = Promise.all(Array.from({ length: AT_ONCE }, work));
  const unfinished = async () =>
    (await log.query('SELECT FROM assignments WHERE ended_at IS NULL LIMIT 1')).rowCount;
  return {
    /** Begins nothing more, and answers when all that was begun has ended. */
    carryOut: async () => {
      stopping.abort();
      await working;
      await eventually(async () => (await unfinished()) === 0, { timeoutMs: 30_000 });
    },
    close: async () => {
      stopping.abort();
      await recovery.beforeApplicationShutdown();
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
});
