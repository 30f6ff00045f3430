/**
 * Makes a service's login the owner of everything in its database again, for a superuser connected to that database:
 * Postgres deletes a login only once its tables belong to another one. The login has the name of the database. Objects
 * of extensions stay as they are.
 */
export const GIVE_BACK = `
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
