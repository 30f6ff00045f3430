import type { OpenAPIObject } from '@nestjs/swagger';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

type PathItem = Readonly<Record<string, unknown>>;
type Named<T> = Readonly<Record<string, T>>;

/** The parts of a service's OpenAPI document that are merged. */
export const serviceDocumentSchema = z
  .object({
    openapi: z.string().startsWith('3.'),
    paths: z.record(z.string(), z.record(z.string(), z.unknown())),
    components: z.object({ schemas: z.record(z.string(), z.unknown()).default({}) }).optional(),
  })
  .transform(({ paths, components }) => ({ paths, schemas: components?.schemas ?? {} }));
export type ServiceDocument = z.infer<typeof serviceDocumentSchema>;

/** A service behind the gateway, with its document or the reason why there is none. */
export interface ServicePart {
  readonly service: string;
  /** The gateway passes on paths below it, and no others. */
  readonly prefix: string;
  readonly document: ServiceDocument | { readonly missing: string };
}

const SCHEMA = /^#\/components\/schemas\/([\w.-]+)/;

/**
 * Merges the gateway's own document with the operations of the services that it passes on. The gateway's operation wins
 * over a service's. A schema whose name is taken by a different one gets its service's name as a prefix; equal schemas
 * are merged. The description names each service whose document is missing.
 */
export function mergeDocuments(own: OpenAPIObject, parts: readonly ServicePart[]): OpenAPIObject {
  const paths: Record<string, PathItem> = { ...own.paths } as Record<string, PathItem>;
  const schemas: Record<string, unknown> = { ...own.components?.schemas };
  const operationIds = new Set(Object.values(paths).flatMap(operationIdsOf));
  let description = own.info.description ?? '';
  for (const { service, prefix, document } of parts) {
    if ('missing' in document) {
      description += `\n\n**Not complete:** ${service} could not be asked (${document.missing}), so what is below ${prefix} may be missing here. Load this page again later.`;
      continue;
    }
    const ofService = pascalCase(service);
    const passedOn = withoutOwn(below(prefix, document.paths), paths);
    const names = newNames(passedOn, document.schemas, schemas, ofService);
    for (const [path, item] of Object.entries(passedOn)) {
      const named = renameOperations(renameSchemas(item, names), operationIds, `${ofService}_`);
      paths[path] = { ...named, ...paths[path] };
    }
    for (const [name, newName] of names) schemas[newName] ??= renameSchemas(document.schemas[name], names);
  }
  return {
    ...own,
    info: { ...own.info, description },
    paths,
    components: { ...own.components, schemas } as OpenAPIObject['components'],
  };
}

const below = (prefix: string, paths: Named<PathItem>): Named<PathItem> =>
  Object.fromEntries(
    Object.entries(paths).filter(([path]) => path === prefix || path.startsWith(`${prefix}/`)),
  );

/** Drops the operations that the gateway has itself, so that schemas used only there are dropped, too. */
const withoutOwn = (paths: Named<PathItem>, own: Named<PathItem>): Named<PathItem> =>
  Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(Object.entries(item).filter(([method]) => !(method in (own[path] ?? {})))),
    ]),
  );

/** Maps the name of each schema that `paths` needs to its name in the merged document. */
function newNames(
  paths: Named<PathItem>,
  theirs: Named<unknown>,
  taken: Named<unknown>,
  ofService: string,
): ReadonlyMap<string, string> {
  // Iterating over a Set includes what is added meanwhile.
  const needed = new Set(schemasIn(paths));
  for (const name of needed) schemasIn(theirs[name]).forEach((inner) => needed.add(inner));

  const others = new Set<string>();
  const isAnother = (name: string): boolean =>
    Object.hasOwn(taken, name) &&
    (!isDeepStrictEqual(theirs[name], taken[name]) ||
      schemasIn(theirs[name]).some((inner) => others.has(inner)));
  // Equal schemas that refer to different ones differ, too: each round finds at least one more, or is the last.
  for (let known = -1; known < others.size;) {
    known = others.size;
    for (const name of needed) if (isAnother(name)) others.add(name);
  }
  const free = (name: string): string => (Object.hasOwn(taken, name) ? free(ofService + name) : name);
  return new Map([...needed].map((name) => [name, others.has(name) ? free(name) : name]));
}

function schemasIn(value: unknown): string[] {
  if (typeof value === 'string') return SCHEMA.exec(value)?.slice(1) ?? [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(schemasIn);
}

function renameSchemas<T>(value: T, names: ReadonlyMap<string, string>): T {
  const text = JSON.stringify(value);
  return JSON.parse(text, (_key, part: unknown) =>
    typeof part === 'string'
      ? part.replace(SCHEMA, (_ref, name: string) => `#/components/schemas/${names.get(name) ?? name}`)
      : part,
  ) as T;
}

const operationIdsOf = (item: PathItem): string[] =>
  Object.values(item).flatMap((operation) => (hasId(operation) ? operation.operationId : []));

/** Makes operation ids unique in the document: generators of clients name functions after them. */
const renameOperations = (item: PathItem, taken: Set<string>, ofService: string): PathItem =>
  Object.fromEntries(
    Object.entries(item).map(([method, operation]) => {
      if (!hasId(operation)) return [method, operation];
      const { operationId } = operation;
      const free = taken.has(operationId) ? ofService + operationId : operationId;
      taken.add(free);
      return [method, { ...operation, operationId: free }];
    }),
  );

const hasId = (operation: unknown): operation is { readonly operationId: string } =>
  typeof (operation as { operationId?: unknown } | null)?.operationId === 'string';

const pascalCase = (name: string): string =>
  name.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
