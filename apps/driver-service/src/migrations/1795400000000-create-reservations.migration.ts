import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Creates a row per assignment that this service knows. TRIED and CONFIRMED reserve the driver; the other states let it
 * recognize repeated and late phases.
 */
export class CreateReservations1795400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reservations (
        assignment_id  uuid             PRIMARY KEY,
        state          text             NOT NULL,
        ride_id        text COLLATE "C",
        driver_id      text COLLATE "C",
        refusal_reason text,
        refusal_detail text,
        tried_at       timestamptz      NOT NULL DEFAULT clock_timestamp(),
        asked_at       timestamptz,
        changed_at     timestamptz      NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT reservations_state CHECK
          (state IN ('TRIED', 'CONFIRMED', 'RELEASED', 'CANCELLED', 'REFUSED')),
        CONSTRAINT reservations_complete CHECK
          (state IN ('CANCELLED', 'REFUSED') OR (ride_id IS NOT NULL AND driver_id IS NOT NULL))
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX reservations_one_live_per_driver ON reservations (driver_id)
      WHERE state IN ('TRIED', 'CONFIRMED')`);
    await runner.query(`
      CREATE INDEX reservations_ended ON reservations (changed_at)
      WHERE state IN ('RELEASED', 'CANCELLED', 'REFUSED')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reservations');
  }
}
