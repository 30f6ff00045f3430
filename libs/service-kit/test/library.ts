import { type MigrationInterface, type QueryRunner } from 'typeorm';

const STATEMENTS = [
  `CREATE TABLE books (
     id    int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     title text COLLATE "C" NOT NULL,
     pages integer NOT NULL DEFAULT 1,
     isbn  text,
     CONSTRAINT books_pages CHECK (pages > 0)
   ) WITH (fillfactor = 70)`,
  'CREATE INDEX books_title ON books (title)',
  'CREATE UNIQUE INDEX books_isbn ON books (isbn) WHERE isbn IS NOT NULL',
  `CREATE TABLE readers (
     id    uuid PRIMARY KEY,
     book  int REFERENCES books,
     since timestamptz NOT NULL DEFAULT now(),
     until timestamptz GENERATED ALWAYS AS (since) STORED,
     UNIQUE (book, since)
   )`,
];

/** Two tables with one of each kind of object that belongs to tables. */
export class CreateLibrary1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE readers; DROP TABLE books');
  }
}

/** A further schema with a view, a function, and a trigger that calls it. */
export class PublishLibrary1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA published');
    await runner.query(
      'CREATE VIEW published.titles WITH (security_barrier) AS SELECT title FROM books WHERE pages > 0',
    );
    await runner.query(`
      CREATE FUNCTION keep_title() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RETURN NEW; END $$`);
    await runner.query(
      'CREATE TRIGGER keep BEFORE UPDATE ON readers FOR EACH ROW EXECUTE FUNCTION keep_title()',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA published CASCADE; DROP FUNCTION keep_title() CASCADE');
  }
}
