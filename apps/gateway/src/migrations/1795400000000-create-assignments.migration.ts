import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The coordinator's log of assignments. */
export class CreateAssignments1795400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE assignments (
        id              uuid        CONSTRAINT assignments_pkey PRIMARY KEY,
        ride_id         uuid        NOT NULL,
        driver_asked    text,
        near            json        NOT NULL,
        requested_by    text        NOT NULL,
        idempotency_key text,
        state           text        NOT NULL DEFAULT 'TRYING',
        driver_id       text,
        reason          text,
        detail          text,
        steps           json        NOT NULL DEFAULT '[]',
        rounds          integer     NOT NULL DEFAULT 0,
        held_until      timestamptz NOT NULL,
        created_at      timestamptz NOT NULL DEFAULT now(),
        decided_at      timestamptz,
        ended_at        timestamptz,
        CONSTRAINT assignments_state CHECK
          (state IN ('TRYING', 'CONFIRMING', 'CANCELLING', 'CONFIRMED', 'CANCELLED')),
        CONSTRAINT assignments_confirmed_has_driver CHECK
          (driver_id IS NOT NULL OR state NOT IN ('CONFIRMING', 'CONFIRMED')),
        CONSTRAINT assignments_decided CHECK ((decided_at IS NULL) = (state = 'TRYING')),
        CONSTRAINT assignments_ended CHECK ((ended_at IS NOT NULL) = (state IN ('CONFIRMED', 'CANCELLED')))
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX assignments_one_per_key ON assignments (requested_by, idempotency_key)
      WHERE state IN ('TRYING', 'CONFIRMING', 'CONFIRMED')`);
    await runner.query('CREATE INDEX assignments_key ON assignments (requested_by, idempotency_key, id)');
    await runner.query(
      'CREATE INDEX assignments_unfinished ON assignments (held_until) WHERE ended_at IS NULL',
    );
    await runner.query(
      'CREATE INDEX assignments_ended_at ON assignments (ended_at) WHERE ended_at IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE assignments');
  }
}
