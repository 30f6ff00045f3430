interface Runner {
  query(statement: string): Promise<unknown>;
}

/** Ids are compared byte by byte, as the services sort them. */
const STATEMENTS = [
  `CREATE TABLE ride_copy (
     ride_id    text COLLATE "C" PRIMARY KEY,
     driver_id  text COLLATE "C",
     status     text             NOT NULL,
     pickup_lat double precision NOT NULL,
     pickup_lng double precision NOT NULL,
     version    bigint           NOT NULL,
     changed_at timestamptz      NOT NULL,
     applied_at timestamptz      NOT NULL
   )`,
  `CREATE INDEX ride_copy_active_driver ON ride_copy (driver_id, changed_at)
   WHERE status IN ('ASSIGNED', 'IN_PROGRESS')`,
  'CREATE INDEX ride_copy_driver ON ride_copy (driver_id) WHERE driver_id IS NOT NULL',
];

/**
 * Creates the table of the copy, for the migration and for the rebuild of a lost table. Its statements must not change,
 * since migrations that have run must keep their meaning: a later shape is a further function, which both call.
 */
export async function createRideCopyTable(runner: Runner): Promise<void> {
  for (const statement of STATEMENTS) await runner.query(statement);
}
