import type { Client } from 'pg';

/**
 * Gives a service's database back to its login. Postgres deletes a login only when its tables belong to another one.
 * The login bears the name of the database. What belongs to an extension stays as it is.
 */
const GIVE_BACK = `
  DO $$
  DECLARE statement text;
  BEGIN
    FOR statement IN
      WITH schemas AS (
        SELECT * FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
      ), found AS (
        SELECT 'pg_namespace'::regclass AS class, oid, nspowner AS owner, format('SCHEMA %I', nspname) AS what
        FROM schemas WHERE nspname <> 'public'
        UNION ALL
        SELECT 'pg_class'::regclass, c.oid, relowner, format('%s %I.%I',
          CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
          nspname, relname)
        FROM pg_class c JOIN schemas s ON s.oid = relnamespace WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
        UNION ALL
        SELECT 'pg_proc'::regclass, p.oid, proowner, 'ROUTINE ' || p.oid::regprocedure
        FROM pg_proc p JOIN schemas s ON s.oid = pronamespace WHERE prokind IN ('f', 'p')
      )
      SELECT format('ALTER %s OWNER TO %I', what, current_database()) FROM found
      WHERE owner <> current_database()::regrole AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = class AND d.objid = found.oid AND deptype IN ('a', 'e', 'i')
          AND (deptype = 'e' OR what LIKE 'SEQUENCE %'))
    LOOP
      EXECUTE statement;
    END LOOP;
  END
  $$`;

/** As superuser, connected to the database of the service. */
export async function giveBack(client: Pick<Client, 'query'>): Promise<void> {
  await client.query(GIVE_BACK);
}
