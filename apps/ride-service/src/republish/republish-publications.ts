import { type Database, messageOf, type Say } from '@ride-hailing/service-kit';
import { pause, seldom } from '@ride-hailing/timing';
import type { PublicationTarget, Published } from '../publications/publication-parts';

const PAGE = 500;
const REPORT_EVERY_MS = 1_000;
const REPORT_FAILURE_EVERY_MS = 5_000;
const RETRY_EVERY_MS = 500;

const NOTHING_PUBLISHED: Published = { written: 0, unchanged: 0, superseded: 0, conflicts: 0 };

/** The page of ids after a given one, in their order. Both statements walk an index. */
const PAGES = {
  rides: {
    first: '00000000-0000-0000-0000-000000000000',
    statement: 'SELECT id FROM rides WHERE id > $1::uuid ORDER BY id LIMIT $2',
  },
  drivers: {
    first: '',
    statement: `SELECT DISTINCT driver_id AS id FROM rides WHERE driver_id > $1
                ORDER BY driver_id LIMIT $2`,
  },
} as const;

interface RepublishPublicationsOptions {
  /** How long one page may fail before the job gives up, ms. */
  readonly patienceMs: number;
  readonly pageSize?: number;
}

const inWords = ({ written, unchanged, superseded }: Published): string =>
  `written: ${written}, there already: ${unchanged}${superseded > 0 ? `, newer there: ${superseded}` : ''}`;

/**
 * Publishes all rides, or the current rides of all drivers, to each target. The service may run meanwhile, since every
 * write is guarded like the service's own. It may be repeated.
 * @throws Error when a page fails for `patienceMs`; what was published stays
 */
export async function republishPublications(
  database: Pick<Database, 'pool'>,
  targets: readonly PublicationTarget[],
  options: RepublishPublicationsOptions,
  say: Say,
): Promise<void> {
  if (targets.length === 0) {
    return say('nothing to do: no approach that is on (APPROACHES) has anything published');
  }
  for (const target of targets) await fill(database, target, options, say);
}

async function fill(
  { pool }: Pick<Database, 'pool'>,
  target: PublicationTarget,
  { patienceMs, pageSize = PAGE }: RepublishPublicationsOptions,
  say: Say,
): Promise<void> {
  const { first, statement } = PAGES[target.pages];
  let after: string | undefined = first;
  let [count, sum] = [0, NOTHING_PUBLISHED];
  const report = () => say(`${target.title}: ${count}; ${inWords(sum)}`);
  const reportNowAndThen = seldom(report, REPORT_EVERY_MS);
  while (after !== undefined) {
    const from: string = after;
    const page = await retried(target.title, patienceMs, say, async () => {
      const { rows } = await pool.query<{ id: string }>(statement, [from, pageSize]);
      const ids = rows.map(({ id }) => id);
      return { ids, published: ids.length > 0 ? await target.publish(ids) : NOTHING_PUBLISHED };
    });
    count += page.ids.length;
    sum = added(sum, page.published);
    after = page.ids.length < pageSize ? undefined : page.ids.at(-1);
    if (after !== undefined) reportNowAndThen();
  }
  report();
}

const added = (sum: Published, more: Published): Published => ({
  written: sum.written + more.written,
  unchanged: sum.unchanged + more.unchanged,
  superseded: sum.superseded + more.superseded,
  conflicts: sum.conflicts + more.conflicts,
});

/** Retries the page until it succeeds or has failed for `patienceMs`. */
async function retried<T>(title: string, patienceMs: number, say: Say, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const report = seldom((why: string) => say(`${title}: trying again (${why}) …`), REPORT_FAILURE_EVERY_MS, {
    isFirstSoon: true,
  });
  for (;;) {
    try {
      return await work();
    } catch (cause) {
      const why = messageOf(cause);
      if (performance.now() + RETRY_EVERY_MS - startedAt > patienceMs) {
        const detail = `a page could not be published for ${patienceMs / 1_000} s (${why})`;
        throw new Error(`${title}: ${detail}. What was published stays: run it again`, { cause });
      }
      report(why);
      await pause(RETRY_EVERY_MS);
    }
  }
}
