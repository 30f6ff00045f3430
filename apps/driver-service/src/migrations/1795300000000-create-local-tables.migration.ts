import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { createRideCopyTable } from '../ride-copy/ride-copy-table';

/**
 * Creates the driver positions, which Driver Service owns, and the copy of Ride Service's rides.
 *
 * Ids are compared byte by byte (`COLLATE "C"`), as the services sort them. `driver_positions` leaves room on its pages
 * and has no index on columns that change with every update, so that most updates stay on their page (HOT).
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
    await createRideCopyTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ride_copy');
    await runner.query('DROP TABLE driver_positions');
  }
}
