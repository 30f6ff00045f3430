import type { QueryRunner } from 'typeorm';

/**
 * The unpublished rows have two small indexes of their own: what the relay reads, and the age of the oldest.
 * Both stay small however many published rows are kept. "C" compares ids as bytes, fast and the same everywhere.
 * Every row is updated once, soon after it is written, so dead rows are cleaned up early.
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
 * Makes the table `outbox` and its indexes, for the owner's migration. What it makes never changes: migrations
 * that have run must go on meaning the same. A later shape comes as a further function.
 */
export async function createOutboxTable(runner: Runner): Promise<void> {
  for (const statement of STATEMENTS) await runner.query(statement);
}

/** Undoes {@link createOutboxTable}, with everything that was not published. */
export async function dropOutboxTable(runner: Runner): Promise<void> {
  await runner.query('DROP TABLE outbox');
}
