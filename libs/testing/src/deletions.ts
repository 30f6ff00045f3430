type Query = (statement: string) => Promise<unknown>;

const IN_USER_SCHEMAS = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

const DELETIONS = `
  SELECT format('table %I.%I', n.nspname, relname) AS what, format('DROP TABLE %I.%I CASCADE', n.nspname, relname) AS statement
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r' AND ${IN_USER_SCHEMAS}
  UNION ALL
  SELECT format('view %I.%I', n.nspname, relname), format('DROP VIEW %I.%I', n.nspname, relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'v' AND ${IN_USER_SCHEMAS}
  UNION ALL
  SELECT format('schema %I', nspname), format('DROP SCHEMA %I CASCADE', nspname)
  FROM pg_namespace n WHERE ${IN_USER_SCHEMAS} AND nspname <> 'public'
  UNION ALL
  SELECT 'constraint ' || conname, format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname)
  FROM pg_constraint JOIN pg_namespace n ON n.oid = connamespace WHERE contype IN ('c', 'p', 'u') AND ${IN_USER_SCHEMAS}
  UNION ALL
  SELECT format('index %I.%I', n.nspname, relname), format('DROP INDEX %I.%I', n.nspname, relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind = 'i' AND ${IN_USER_SCHEMAS} AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid)
  ORDER BY 1`;

const CATALOGUE = `
  SELECT concat_ws(' ', table_schema, table_name, column_name, data_type, is_nullable, collation_name, column_default) AS line
  FROM information_schema.columns n WHERE table_schema !~ '^pg_' AND table_schema <> 'information_schema'
  UNION ALL
  SELECT indexdef FROM pg_indexes WHERE schemaname !~ '^pg_'
  UNION ALL
  SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(c.oid))
  FROM pg_constraint c JOIN pg_namespace n ON n.oid = connamespace WHERE ${IN_USER_SCHEMAS}
  UNION ALL
  SELECT concat_ws(' ', schemaname, viewname, viewowner, definition) FROM pg_views WHERE schemaname !~ '^pg_'
    AND schemaname <> 'information_schema'
  UNION ALL
  SELECT concat_ws(' ', c.oid::regclass, relkind, pg_get_userbyid(relowner), reloptions)
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE ${IN_USER_SCHEMAS}
  ORDER BY 1`;

/** The statements that each delete one table, index, constraint, view or schema of the database behind `query`. */
export async function everyDeletion(query: Query): Promise<{ what: string; statement: string }[]> {
  return (await query(DELETIONS)) as { what: string; statement: string }[];
}

/** The catalogue of that database as comparable lines: columns, indexes, constraints, views and their owners. */
export async function catalogueLines(query: Query): Promise<string[]> {
  return ((await query(CATALOGUE)) as { line: string }[]).map(({ line }) => line);
}

/**
 * Deletes one object after another from the database behind `query`, and calls `restore` after each.
 * @param restore resolves with the number of objects that it could not restore
 * @returns a line for each deleted object that was not restored, or whose deletion this test could not detect
 */
export async function notRestored(query: Query, restore: () => Promise<number>): Promise<string[]> {
  const faults: string[] = [];
  const whole = (await catalogueLines(query)).join('\n');
  const deletions = await everyDeletion(query);
  if (deletions.length === 0) faults.push('there is nothing to delete');
  for (const { what, statement } of deletions) {
    await query(statement);
    if ((await catalogueLines(query)).join('\n') === whole)
      faults.push(`${what}: its deletion leaves no trace`);
    const left = await restore();
    if (left !== 0) faults.push(`${what}: ${left} left`);
    if ((await catalogueLines(query)).join('\n') !== whole) faults.push(`${what}: not as it was`);
  }
  return faults;
}
