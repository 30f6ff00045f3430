import { type Query } from './schema-objects';

/** Any login sees how many standbys there are, and not which. A base backup in progress counts as one. */
const IS_MISSING = `
  SELECT current_setting('synchronous_standby_names') <> '' AND NOT EXISTS (SELECT FROM pg_stat_replication) AS missing`;

/** Whether commits wait for a standby while none follows this server. */
export async function isStandbyMissing(query: Query): Promise<boolean> {
  const [row] = (await query(IS_MISSING, [])) as { missing: boolean }[];
  return row?.missing === true;
}
