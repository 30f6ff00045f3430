import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Creates the replica of whole rides for the approach event-replication; it stays empty unless that is on. Its index
 * finds a driver's current ride, or else a past one. Ids are compared byte by byte, as the services sort them.
 */
export class CreateRideReplica1795500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ride_replica (
        ride_id    text COLLATE "C" PRIMARY KEY,
        driver_id  text COLLATE "C",
        status     text        NOT NULL,
        version    bigint      NOT NULL,
        document   jsonb       NOT NULL,
        changed_at timestamptz NOT NULL,
        applied_at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE INDEX ride_replica_driver
      ON ride_replica (driver_id, (status IN ('ASSIGNED', 'IN_PROGRESS')), changed_at, ride_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ride_replica');
  }
}
