import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** For a rider's list of rides. */
export class IndexRidesByRider1795300100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX rides_rider_id ON rides (rider_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX rides_rider_id');
  }
}
