import type { QueryRunner } from 'typeorm';

/**
 * Two partial indexes cover the unpublished rows: one for the relay's reads, one for the age of the oldest row.
 * Both stay small however many published rows are kept. Collation "C" compares ids as bytes, fast and the same on every
 * server. Every row is updated once, soon after its insert, so autovacuum runs early.
 */
const STATEMENTS = [
  `CREATE TABLE outbox (
     id uuid CONSTRAINT outbox_pkey PRIMARY KEY,
     aggregate_id text COLLATE "C" NOT NULL,
     version integer NOT NULL,
     subject text NOT NULL,
     type text NOT NULL,
     payload text NOT NULL,
     headers jsonb NOT NULL,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     published_at timestamptz,
     stream_sequence bigint,
     CONSTRAINT outbox_aggregate_version UNIQUE (aggregate_id, version)
   ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)`,
  `CREATE INDEX outbox_unpublished ON outbox (aggregate_id, version) WHERE published_at IS NULL`,
  `CREATE INDEX outbox_unpublished_age ON outbox (created_at) WHERE published_at IS NULL`,
  `CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL`,
];

type Runner = Pick<QueryRunner, 'query'>;

/**
 * Creates the table `outbox` and its indexes, for the owner's migration. The result of this function never changes,
 * because migrations that have run must keep their meaning; a later shape is a further function.
 */
export async function createOutboxTable(runner: Runner): Promise<void> {
  for (const statement of STATEMENTS) await runner.query(statement);
}

/** Drops the table, with all events that were not published. */
export async function dropOutboxTable(runner: Runner): Promise<void> {
  await runner.query('DROP TABLE outbox');
}
