import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * What another service may read once it is granted: rides that a driver is on, with the fields of a document. The
 * columns are a contract, so they are listed, and the table behind may change. A security barrier: no function of the
 * reader sees a row that the view leaves out.
 */
export class PublishCurrentRides1795500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA published');
    await runner.query(`
      CREATE VIEW published.current_rides WITH (security_barrier) AS
      SELECT id AS ride_id, version, status, driver_id, rider_id, rider_name, rider_phone,
             pickup_lat, pickup_lng, pickup_address, dropoff_lat, dropoff_lng, dropoff_address,
             stops, fare_amount_minor, fare_currency, notes, changed_at
      FROM rides WHERE status IN ('ASSIGNED', 'IN_PROGRESS')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW published.current_rides');
    await runner.query('DROP SCHEMA published');
  }
}
