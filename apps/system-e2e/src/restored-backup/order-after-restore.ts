import {
  CURRENT_RIDE_FILES_BUCKET,
  CURRENT_RIDES_BUCKET,
  RIDE_DETAILS_BUCKET,
  RIDE_DOCUMENTS,
  RIDE_EVENTS,
} from '@ride-hailing/contracts';
import { runJob } from '../running-system/jobs';
import type { System } from '../running-system/system';

/** All that the broker holds of rides: newer than a restored backup. docs/running-it-for-real.md deletes the same. */
export const STREAMS_OF_RIDES = [
  RIDE_EVENTS,
  RIDE_DOCUMENTS,
  `KV_${CURRENT_RIDES_BUCKET}`,
  `OBJ_${CURRENT_RIDE_FILES_BUCKET}`,
  `KV_${RIDE_DETAILS_BUCKET}`,
];

interface Steps {
  readonly stop: () => Promise<void>;
  readonly restore: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/**
 * What docs/running-it-for-real.md tells an operator to do when a backup is restored beside newer streams.
 * @throws Error with the output of the command that failed
 */
export async function orderAfterRestore(system: System, { stop, restore, start }: Steps): Promise<void> {
  const must = async (...job: Parameters<typeof runJob> extends [unknown, ...infer Job] ? Job : never) => {
    const { code, output } = await runJob(system, ...job);
    if (code !== 0) throw new Error(`${job.join(' ')}: ${output}`);
  };
  await stop();
  await restore();
  const { streams } = await (await system.broker('operator')).manager();
  for (const name of STREAMS_OF_RIDES) await streams.delete(name);
  await system.provision();
  await system.sql('driver_service', 'TRUNCATE ride_replica');
  await start();
  await must('republish');
  await must('republish publications');
  await must('reconcile');
}
