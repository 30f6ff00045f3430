import { messageOf } from '../logging/error-serializer';
import { type ObjectFault, type SchemaDifference, withoutConsequences } from './schema-differences';
import { type Query, type SchemaObject } from './schema-objects';

/** Reports one line to the person who restores the schema. */
export type Say = (line: string) => void;

/** A statement that waits for a lock makes others queue behind it, so it rather fails, and the job can be run again. */
const SETTINGS = [`SET LOCAL lock_timeout = '5s'`, 'SET LOCAL check_function_bodies = off'];

const isIndexOfTable =
  (tables: ReadonlySet<string>) =>
  ({ kind, within }: SchemaObject): boolean =>
    kind === 'index' && within !== null && !tables.has(within);

function missingOf(differences: readonly SchemaDifference[]) {
  const objects = differences.flatMap(({ object, fault }) => (fault === 'missing' ? [object] : []));
  const tables = new Set(objects.flatMap(({ kind, name }) => (kind === 'table' ? [name] : [])));
  return { objects, isOfStandingTable: isIndexOfTable(tables) };
}

const madeAgain = ({ kind, name }: SchemaObject) =>
  `${kind} ${name}: made again${kind === 'table' || kind === 'column' ? ', without what was in it' : ''}`;

/**
 * Makes missing objects in the transaction that the caller has begun, except indexes of existing tables. An object that
 * cannot be made does not prevent the others.
 */
export async function makeAtOnce(
  query: Query,
  differences: readonly SchemaDifference[],
  say: Say,
): Promise<void> {
  for (const setting of SETTINGS) await query(setting);
  const { objects, isOfStandingTable } = missingOf(differences);
  const named = new Set(withoutConsequences(differences).map(({ object }) => object));
  for (const object of objects) {
    if (isOfStandingTable(object)) continue;
    await query('SAVEPOINT one');
    try {
      await query(object.statement);
      if (named.has(object)) say(madeAgain(object));
    } catch (error) {
      await query('ROLLBACK TO SAVEPOINT one');
      say(`${object.kind} ${object.name}: cannot be made again: ${messageOf(error)}`);
    }
  }
}

const INDEX_STATEMENTS: Partial<Record<ObjectFault, (index: SchemaObject) => string>> = {
  missing: ({ statement }) => statement.replace(/^CREATE (UNIQUE )?INDEX /, 'CREATE $1INDEX CONCURRENTLY '),
  unusable: ({ name }) => `REINDEX INDEX CONCURRENTLY ${name}`,
};

/** Makes the missing indexes of existing tables one by one, without blocking writers, outside of a transaction. */
export async function makeIndexes(
  query: Query,
  differences: readonly SchemaDifference[],
  say: Say,
): Promise<void> {
  const { isOfStandingTable } = missingOf(differences);
  for (const { object, fault } of differences) {
    const statement = INDEX_STATEMENTS[fault]?.(object);
    if (!statement || !isOfStandingTable(object)) continue;
    try {
      await query(statement);
      say(madeAgain(object));
    } catch (error) {
      say(`index ${object.name}: cannot be made again: ${messageOf(error)}`);
      // A failed attempt leaves an index that every write updates and no query uses.
      if (fault === 'missing') await query(`DROP INDEX IF EXISTS ${object.name}`);
    }
  }
}
