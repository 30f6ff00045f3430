import { eventually } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import { type Latency, latencyOf } from '../../measuring/latency';
import type { LabDatabases } from '../../world/lab-databases';
import type { LabSystem } from '../../world/lab-system';

const COPIED_WITHIN_MS = 40_000;

/** Postgres then remembers when each transaction committed: of the change and of its copy, by one clock. */
export async function keepCommitTimes({ stack, databases }: LabSystem): Promise<void> {
  await databases.rows('postgres', 'ALTER SYSTEM SET track_commit_timestamp = on');
  const servers = ['postgres', 'nats'];
  const services = stack.processes.filter(({ name }) => !servers.includes(name));
  await Promise.all(services.map((service) => service.stop()));
  const postgres = stack.process('postgres');
  await postgres.stop();
  for (const one of [postgres, ...services]) {
    await one.start();
    await one.waitReady();
  }
}

const committedAt = 'extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000';

const CHANGES = `
  SELECT id::text AS id, version::int AS version, (${committedAt})::float8 AS at
  FROM rides WHERE id = ANY ($1::uuid[])`;

const COPIES = `
  SELECT ride_id AS id, version::int AS version, (${committedAt})::float8 AS at
  FROM ride_copy WHERE ride_id = ANY ($1::text[])`;

/** When this version of a ride was committed, ms since 1970. */
export interface Committed {
  readonly id: string;
  readonly version: number;
  readonly at: number;
}

/**
 * From the commit of each change to the commit of its copy, ms.
 * @throws UnverifiedError when a change or a copy is missing, or they are of different versions
 */
export function waitsBetween(
  rideIds: readonly string[],
  changes: readonly Committed[],
  copies: readonly Committed[],
): number[] {
  const changed = new Map(changes.map((change) => [change.id, change]));
  const copied = new Map(copies.map((copy) => [copy.id, copy]));
  return rideIds.map((id) => {
    const [change, copy] = [changed.get(id), copied.get(id)];
    if (!change) throw new UnverifiedError(`ride ${id} was answered for and is not there`);
    if (!copy) throw new UnverifiedError(`ride ${id} is not in the copy`);
    if (copy.version !== change.version) {
      throw new UnverifiedError(`ride ${id} is at version ${change.version}, its copy at ${copy.version}`);
    }
    return copy.at - change.at;
  });
}

/** A second, as they were committed: less than what was asked for when the owner is not fast enough. */
const rateOf = (times: readonly number[]): number => {
  const sorted = [...times].sort((a, b) => a - b);
  return ((sorted.length - 1) * 1_000) / ((sorted.at(-1) ?? 0) - (sorted[0] ?? 0));
};

/** Waits until the rides are in the database of the copy, and says how long each was on its way. */
export async function waitsToCopy(
  databases: LabDatabases,
  { owner, copy }: { readonly owner: string; readonly copy: string },
  rideIds: readonly string[],
): Promise<{ waits: Latency; changesPerSecond: number; verified: string }> {
  const copied = async () => {
    const rows = await databases.rows<Committed>(copy, COPIES, [rideIds]);
    return rows.length === rideIds.length && rows;
  };
  const copies = await eventually(copied, { timeoutMs: COPIED_WITHIN_MS, intervalMs: 200 });
  const changes = await databases.rows<Committed>(owner, CHANGES, [rideIds]);
  const waits = waitsBetween(rideIds, changes, copies);
  return {
    waits: latencyOf(waits),
    changesPerSecond: rateOf(changes.map(({ at }) => at)),
    verified: `${waits.length} rides were answered for, are in the owner's table and in the copy, in one version`,
  };
}
