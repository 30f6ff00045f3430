import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Keys belong to their callers. The callers of existing keys are unknown, so these keep an empty caller until they expire. */
export class KeysOfCallers1795600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE idempotency_keys ADD COLUMN caller text NOT NULL DEFAULT ''");
    await runner.query('ALTER TABLE idempotency_keys ALTER COLUMN caller DROP DEFAULT');
    await runner.query('ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_pkey');
    await runner.query(
      'ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, key)',
    );
  }

  /** If several callers used one key, the newest row is kept. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM idempotency_keys AS old USING idempotency_keys AS new
      WHERE old.key = new.key AND (old.created_at, old.caller) < (new.created_at, new.caller)`);
    await runner.query('ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_pkey');
    await runner.query('ALTER TABLE idempotency_keys DROP COLUMN caller');
    await runner.query('ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (key)');
  }
}
