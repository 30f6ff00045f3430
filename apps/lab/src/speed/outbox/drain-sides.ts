import { RIDE_EVENTS } from '@ride-hailing/contracts';
import { eventually } from '@ride-hailing/testing';
import type { Measurement, OpenExperiment, RunContext } from '../../runner/experiment';
import { LabSystem } from '../../world/lab-system';
import { openSides, startSide } from '../sides/sides';
import { backlogOf, insertBacklog, insertKept, type WaitingEvent } from './backlog';
import { checkMarks, checkStored, marksOf } from './drained';
import type { Drained, NaiveOrder } from './naive-owner.process';
import { pauseRelay } from './paused-relay';
import { addSideStreams, STREAM_OF } from './side-streams';

const WITHIN_MS = 60_000;
const WARM_UP = 6_000;
const OWNER = 'ride_service';
const NAIVE = 'naive_outbox';

const UNPUBLISHED = 'SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL) AS "isAny"';
const LAST_MARK = `SELECT (extract(epoch FROM max(published_at)) * 1000)::float8 AS at
                   FROM outbox WHERE id = ANY ($1::uuid[])`;

export interface DrainSize {
  readonly events: number;
  /** Measured of the naive side, which would take a minute for all; none: the project alone is measured. */
  readonly naiveEvents?: number;
  /** Published rows that are in the table besides. */
  readonly kept?: number;
}

export async function openDrain(context: RunContext, size: DrainSize): Promise<OpenExperiment> {
  const system = await LabSystem.ofExperiment(context, { services: ['ride-service'] });
  const { broker, databases } = system;
  const cpuOf = ({ pid }: { readonly pid?: number }) => system.cpuSecondsOf(['postgres', 'nats'], [pid]);

  /** Stored and marked, both as they must be. */
  async function verified(database: string, stream: string, events: readonly WaitingEvent[]) {
    const stored = await broker.stored(stream);
    const marks = checkMarks(await marksOf(databases, database, events), stored);
    return { stored, verified: `${checkStored(events, stored)}; ${marks}` };
  }

  async function project(count: number): Promise<Measurement> {
    const letGo = await pauseRelay(system);
    const events = backlogOf(count);
    const ids = events.map(({ id }) => id);
    await broker.manager.streams.purge(RIDE_EVENTS);
    await insertBacklog(databases, OWNER, events);
    const service = system.process('ride-service');
    const before = cpuOf(service);
    await letGo();
    const isStored = async () => (await broker.count(RIDE_EVENTS)) >= count;
    await eventually(isStored, { timeoutMs: WITHIN_MS, intervalMs: 20 });
    const isMarked = async () => !(await databases.rows<{ isAny: boolean }>(OWNER, UNPUBLISHED))[0]?.isAny;
    await eventually(isMarked, { timeoutMs: WITHIN_MS, intervalMs: 5 });
    const cpu = cpuOf(service) - before;
    const seen = await verified(OWNER, RIDE_EVENTS, events);
    const [last] = await databases.rows<{ at: number }>(OWNER, LAST_MARK, [ids]);
    const ms = (last?.at ?? 0) - (seen.stored[0]?.storedAt ?? 0);
    // Kept rows are a given of the experiment; those of this measurement would add to them.
    await databases.rows(OWNER, 'DELETE FROM outbox WHERE id = ANY ($1::uuid[])', [ids]);
    return { values: valuesOf(count, ms, cpu), verified: seen.verified };
  }

  async function poller(atLeast: number) {
    await databases.create(NAIVE);
    const file = 'outbox/naive-owner.process.ts';
    const program = await startSide<NaiveOrder, Drained>(context, system, file, NAIVE);
    return async (): Promise<Measurement> => {
      const events = backlogOf(size.events, (rideId) => `naive.changed.${rideId}`);
      await broker.manager.streams.purge(STREAM_OF.naive);
      await databases.rows(NAIVE, 'TRUNCATE outbox');
      await insertBacklog(databases, NAIVE, events);
      const before = cpuOf(program);
      const order = { atLeast, withinMs: WITHIN_MS };
      const { published, startedAt, endedAt } = await program.order(order, WITHIN_MS + 1_000);
      const values = valuesOf(published, endedAt - startedAt, cpuOf(program) - before);
      const seen = await verified(NAIVE, STREAM_OF.naive, events.slice(0, published));
      return { values, verified: seen.verified };
    };
  }

  async function publishOnly(way: 'requests' | 'pipelined') {
    const file = 'outbox/bare-publisher.process.ts';
    const program = await startSide<readonly WaitingEvent[], Drained>(context, system, file, OWNER, [way]);
    return async (count: number): Promise<Measurement> => {
      const events = backlogOf(count, (rideId) => `bare.changed.${rideId}`);
      await broker.manager.streams.purge(STREAM_OF.bare);
      const before = cpuOf(program);
      const { startedAt, endedAt } = await program.order(events, WITHIN_MS);
      const values = valuesOf(count, endedAt - startedAt, cpuOf(program) - before);
      return { values, verified: checkStored(events, await broker.stored(STREAM_OF.bare)) };
    };
  }

  if (size.kept) {
    context.step(`${size.kept} published rows`);
    await insertKept(databases, OWNER, size.kept);
  }
  // The first thousands of events of a process are slower than all later ones.
  const warmUp = Math.min(WARM_UP, size.events);
  await project(warmUp);
  if (!size.naiveEvents) return openSides({ project: () => project(size.events) });
  await addSideStreams(broker);
  const naive = await poller(size.naiveEvents);
  const limit = await publishOnly('requests');
  const pipelined = await publishOnly('pipelined');
  await limit(warmUp);
  await pipelined(warmUp);
  const all = size.events;
  return openSides({
    naive,
    project: () => project(all),
    limit: () => limit(all),
    pipelined: () => pipelined(all),
  });
}

const valuesOf = (events: number, ms: number, cpuSeconds: number): Record<string, number> => ({
  eventsPerSecond: (events / ms) * 1_000,
  cpuPer1000: (cpuSeconds * 1e6) / events,
});
