import { type SchemaObject } from './schema-objects';

/**
 * `missing`: the object does not exist. `unusable`: an incomplete index or a disabled trigger. `not owned`: it
 * belongs to another login. `different`: it exists, but not as the migrations made it.
 */
export type ObjectFault = 'missing' | 'unusable' | 'not owned' | 'different';

export interface SchemaDifference {
  readonly object: SchemaObject;
  readonly fault: ObjectFault;
}

const keyOf = ({ kind, name }: SchemaObject) => `${kind} ${name}`;

/** Operators may tune how these are stored. */
const MAY_DIFFER: readonly SchemaObject['kind'][] = ['table', 'sequence'];

function faultOf(expected: SchemaObject, actual: SchemaObject | undefined): ObjectFault | undefined {
  if (!actual) return 'missing';
  if (!actual.isUsable) return 'unusable';
  if (!actual.isOwn) return 'not owned';
  const mayDiffer = MAY_DIFFER.includes(expected.kind) || expected.statement === actual.statement;
  return mayDiffer ? undefined : 'different';
}

/** How the database differs from the expected objects, in the order of `expected`. Additional objects are ignored. */
export function schemaDifferences(
  expected: readonly SchemaObject[],
  actual: readonly SchemaObject[],
): SchemaDifference[] {
  const found = new Map(actual.map((object) => [keyOf(object), object]));
  return expected.flatMap((object) => {
    const fault = faultOf(object, found.get(keyOf(object)));
    return fault ? [{ object, fault }] : [];
  });
}

/** Leaves out objects that are missing only because their table or schema is. */
export function withoutConsequences(differences: readonly SchemaDifference[]): SchemaDifference[] {
  const gone = new Set(
    differences.filter(({ fault }) => fault === 'missing').map(({ object }) => object.name),
  );
  return differences.filter(({ object }) => object.within === null || !gone.has(object.within));
}

/** `table public.rides: missing`. */
export const describeDifference = ({ object, fault }: SchemaDifference): string =>
  `${object.kind} ${object.name}: ${fault}`;
