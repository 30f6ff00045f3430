import { eventually, nowMs } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import type { Durable } from '../../world/lab-broker';
import type { Workload } from '../fleet/workload';
import type { IngestWorld } from './ingest-world';

const TAKEN_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 5;

/** A durable, and the subject of what waits for it. */
export interface Place extends Durable {
  readonly subject: string;
}

/** From the first that was taken to the last that was done, ms since 1970. */
export interface Done {
  readonly startedAt: number;
  readonly endedAt: number;
  /** What was seen. */
  readonly says: string;
}

/** Updates that are sent once. Each time the durable is deleted and made again, the stream delivers all of them again. */
export async function store(
  world: IngestWorld,
  workload: Workload,
  { stream, subject }: Place,
): Promise<void> {
  const { broker } = world.system;
  if ((await broker.count(stream)) === workload.updates) return;
  await broker.manager.streams.purge(stream);
  await world.publish(workload, subject);
  const stored = await broker.count(stream);
  if (stored !== workload.updates)
    throw new UnverifiedError(`${stored} of ${workload.updates} updates stored`);
}

/**
 * Looks until everything that waits for the durable is acknowledged.
 * @throws UnverifiedError when it was not as much as the workload holds
 */
export async function emptied(
  { system: { broker } }: { readonly system: Pick<IngestWorld['system'], 'broker'> },
  { updates }: Pick<Workload, 'updates'>,
  { stream, durable }: Durable,
): Promise<Done> {
  let startedAt = nowMs();
  const look = async () => {
    const before = nowMs();
    const info = await broker.manager.consumers.info(stream, durable);
    if (info.delivered.consumer_seq === 0) startedAt = before;
    return info.num_pending === 0 && info.num_ack_pending === 0 && info;
  };
  const { ack_floor, delivered } = await eventually(look, {
    ...{ timeoutMs: TAKEN_WITHIN_MS, intervalMs: LOOK_EVERY_MS },
  });
  const endedAt = nowMs();
  if (ack_floor.consumer_seq < updates || delivered.consumer_seq < updates) {
    throw new UnverifiedError(`of ${updates} updates only ${ack_floor.consumer_seq} were acknowledged`);
  }
  const again = delivered.consumer_seq - updates;
  return {
    startedAt,
    endedAt,
    says: `${updates} updates acknowledged, ${again} delivered again, none pending`,
  };
}
