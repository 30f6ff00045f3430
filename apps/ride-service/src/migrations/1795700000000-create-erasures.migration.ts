import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A row for each erasure of a rider's data, which says nothing of the rider. */
export class CreateErasures1795700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE erasures (
        id          uuid        CONSTRAINT erasures_pkey PRIMARY KEY,
        ordered_by  text        NOT NULL,
        ride_count  integer     NOT NULL,
        unfinished  jsonb,
        erased_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE erasures');
  }
}
