import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** One row for each assignment that a phase has named. A TRIED row holds its ride and its driver. */
export class CreateRideHolds1795400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ride_holds (
        assignment_id  uuid        CONSTRAINT ride_holds_pkey PRIMARY KEY,
        state          text        NOT NULL,
        ride_id        uuid,
        driver_id      text,
        refusal_reason text,
        refusal_detail text,
        tried_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
        asked_at       timestamptz,
        changed_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT ride_holds_state CHECK (state IN ('TRIED', 'CONFIRMED', 'CANCELLED', 'REFUSED')),
        CONSTRAINT ride_holds_complete CHECK
          (state = 'CANCELLED' OR (ride_id IS NOT NULL AND driver_id IS NOT NULL))
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX ride_holds_one_per_ride ON ride_holds (ride_id) WHERE state = 'TRIED'`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX ride_holds_one_per_driver ON ride_holds (driver_id) WHERE state = 'TRIED'`,
    );
    await runner.query(`CREATE INDEX ride_holds_ended ON ride_holds (changed_at) WHERE state <> 'TRIED'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ride_holds');
  }
}
