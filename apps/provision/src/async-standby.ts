import type { Client } from 'pg';

/** The standbys of this server for which its commits do not wait. A logical subscriber is none, nor is a backup. */
const ASYNCHRONOUS = `
  SELECT string_agg(coalesce(nullif(application_name, ''), host(client_addr), 'unnamed'), ', ') AS names
  FROM pg_stat_replication
  WHERE state IN ('streaming', 'catchup')
    AND NOT EXISTS (SELECT FROM pg_replication_slots WHERE active_pid = pid AND slot_type = 'logical')
    AND (current_setting('synchronous_standby_names') = ''
      OR current_setting('synchronous_commit') IN ('off', 'local'))`;

/**
 * Events of a commit that an asynchronous standby lacks may be out already. Once that standby is the primary, copies are ahead
 * of their owner, which then gives the same versions to other changes.
 * @throws Error that names the standbys. A login that is neither superuser nor in pg_monitor sees none
 */
export async function refuseAsynchronousStandby(client: Client): Promise<void> {
  const { rows } = await client.query<{ names: string | null }>(ASYNCHRONOUS);
  const names = rows[0]?.names;
  if (!names) return;
  throw new Error(
    `commits of Postgres do not wait for its standby (${names}), which may lack the last ones when it is promoted, although ` +
      'their events are out: set synchronous_standby_names, and synchronous_commit to on or remote_apply. ' +
      'ALLOW_ASYNC_STANDBY=true takes the risk',
  );
}
