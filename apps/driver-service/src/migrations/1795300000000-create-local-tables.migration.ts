import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * What Driver Service owns (driver positions) and what it keeps of another's (the copy of rides).
 *
 * Ids are compared byte by byte (`COLLATE "C"`), as the services sort them. `driver_positions` leaves room on its
 * pages and has no index on what changes with every update, so that most updates stay on their page (HOT).
 */
export class CreateLocalTables1795300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE driver_positions (
        driver_id   text COLLATE "C" PRIMARY KEY,
        sequence    bigint           NOT NULL,
        recorded_at timestamptz      NOT NULL,
        heard_at    timestamptz      NOT NULL,
        lat         double precision NOT NULL,
        lng         double precision NOT NULL,
        available   boolean          NOT NULL,
        cell        integer          NOT NULL
      ) WITH (fillfactor = 70)`);
    await runner.query(
      'CREATE INDEX driver_positions_available_cell ON driver_positions (cell) WHERE available',
    );
    await runner.query(`
      CREATE TABLE ride_copy (
        ride_id    text COLLATE "C" PRIMARY KEY,
        driver_id  text COLLATE "C",
        status     text             NOT NULL,
        pickup_lat double precision NOT NULL,
        pickup_lng double precision NOT NULL,
        version    bigint           NOT NULL,
        changed_at timestamptz      NOT NULL,
        applied_at timestamptz      NOT NULL
      )`);
    await runner.query(`
      CREATE INDEX ride_copy_active_driver ON ride_copy (driver_id, changed_at)
      WHERE status IN ('ASSIGNED', 'IN_PROGRESS')`);
    await runner.query('CREATE INDEX ride_copy_driver ON ride_copy (driver_id) WHERE driver_id IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ride_copy');
    await runner.query('DROP TABLE driver_positions');
  }
}
