import { createOutboxTable, dropOutboxTable } from '@ride-hailing/outbox';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Rides, the outbox of their events, and the idempotency keys of requests. */
export class CreateRides1795300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE rides (
        id                uuid             CONSTRAINT rides_pkey PRIMARY KEY,
        status            text             NOT NULL DEFAULT 'REQUESTED',
        version           integer          NOT NULL DEFAULT 1,
        rider_id          text             NOT NULL,
        driver_id         text,
        rider_name        text             NOT NULL,
        rider_phone       text             NOT NULL,
        pickup_lat        double precision NOT NULL,
        pickup_lng        double precision NOT NULL,
        pickup_address    text             NOT NULL,
        dropoff_lat       double precision NOT NULL,
        dropoff_lng       double precision NOT NULL,
        dropoff_address   text             NOT NULL,
        stops             jsonb            NOT NULL,
        fare_amount_minor bigint           NOT NULL,
        fare_currency     text             NOT NULL,
        notes             text             NOT NULL,
        requested_at      timestamptz      NOT NULL DEFAULT now(),
        changed_at        timestamptz      NOT NULL DEFAULT now(),
        CONSTRAINT rides_status CHECK
          (status IN ('REQUESTED', 'ASSIGNED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')),
        CONSTRAINT rides_active_has_driver CHECK
          (driver_id IS NOT NULL OR status IN ('REQUESTED', 'CANCELLED'))
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX rides_one_active_per_driver ON rides (driver_id)
      WHERE status IN ('ASSIGNED', 'IN_PROGRESS')`);
    await runner.query('CREATE INDEX rides_status_id ON rides (status, id)');
    await runner.query('CREATE INDEX rides_driver_id ON rides (driver_id, id)');
    await runner.query(`
      CREATE TABLE idempotency_keys (
        key          text        CONSTRAINT idempotency_keys_pkey PRIMARY KEY,
        request_hash text        NOT NULL,
        ride_id      uuid        NOT NULL,
        created_at   timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at)');
    await createOutboxTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropOutboxTable(runner);
    await runner.query('DROP TABLE idempotency_keys');
    await runner.query('DROP TABLE rides');
  }
}
