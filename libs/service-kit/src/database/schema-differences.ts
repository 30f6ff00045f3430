import { type SchemaObject } from './schema-objects';

/**
 * `missing`: there is no such object. `unusable`: an index that is not complete, a trigger that is switched off.
 * `not owned`: it belongs to another login. `different`: it is there, and not as the migrations made it.
 */
export type ObjectFault = 'missing' | 'unusable' | 'not owned' | 'different';

export interface SchemaDifference {
  readonly object: SchemaObject;
  readonly fault: ObjectFault;
}

const keyOf = ({ kind, name }: SchemaObject) => `${kind} ${name}`;

/** How a table keeps its rows may be tuned by whoever runs it. */
const MAY_DIFFER: readonly SchemaObject['kind'][] = ['table', 'sequence'];

function faultOf(expected: SchemaObject, actual: SchemaObject | undefined): ObjectFault | undefined {
  if (!actual) return 'missing';
  if (!actual.isUsable) return 'unusable';
  if (!actual.isOwn) return 'not owned';
  const mayDiffer = MAY_DIFFER.includes(expected.kind) || expected.statement === actual.statement;
  return mayDiffer ? undefined : 'different';
}

/** What is expected and not so, in the order of `expected`. What there is beyond it is left alone. */
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

/** Without what is missing only because its table or schema is. */
export function withoutConsequences(differences: readonly SchemaDifference[]): SchemaDifference[] {
  const gone = new Set(
    differences.filter(({ fault }) => fault === 'missing').map(({ object }) => object.name),
  );
  return differences.filter(({ object }) => object.within === null || !gone.has(object.within));
}

/** `table public.rides: missing`. */
export const describeDifference = ({ object, fault }: SchemaDifference): string =>
  `${object.kind} ${object.name}: ${fault}`;
