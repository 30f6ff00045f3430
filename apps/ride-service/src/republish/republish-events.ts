import { countPublished, countWaiting, republish } from '@ride-hailing/outbox';
import type { Database, Say } from '@ride-hailing/service-kit';
import { pause, seldom } from '@ride-hailing/timing';
import type { RepublishEvents } from './command-line';

const POLL_EVERY_MS = 100;
const REPORT_EVERY_MS = 1_000;

/**
 * Flags published events as unpublished, and waits until the relay of some instance has published them again.
 * @throws Error when no event was published for `patienceMs`; the waiting ones are published when the relay can
 */
export async function republishEvents(
  database: Pick<Database, 'pool'>,
  { since, patienceMs }: Omit<RepublishEvents, 'what'>,
  say: Say,
): Promise<void> {
  const { pool } = database;
  const range = since.getTime() === 0 ? 'all that are kept' : `published since ${since.toISOString()}`;
  say(`events to publish again: ${await countPublished(pool, since)} (${range})`);
  const flagged = await republish(pool, since);
  if (flagged === 0) return say('nothing to do');
  const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const before = rows[0]?.now ?? new Date();
  let left = await countWaiting(pool, before);
  let progressAt = performance.now();
  const report = seldom(() => say(`waiting: ${left}`), REPORT_EVERY_MS);
  while (left > 0) {
    if (performance.now() - progressAt > patienceMs) throw stuck(left, patienceMs);
    await pause(POLL_EVERY_MS);
    const now = await countWaiting(pool, before);
    if (now < left) progressAt = performance.now();
    left = now;
    report();
  }
  say(`published again: ${flagged}, none of them waits`);
}

const stuck = (left: number, patienceMs: number): Error =>
  new Error(
    `no event has gone out for ${patienceMs / 1_000} s; waiting in the outbox: ${left}. They go out as soon as ` +
      'Ride Service runs and the broker has its stream',
  );
