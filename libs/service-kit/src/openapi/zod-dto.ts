import { createZodDto as createDto, type ZodDto } from 'nestjs-zod';
import { type ZodType, z } from 'zod';

type Schema = Readonly<Record<string, unknown>>;

/**
 * The class of a body, query or answer of this shape, for Nest's validation and for OpenAPI.
 *
 * Zod writes JSON Schema 2020-12, and nestjs-zod converts most of it to OpenAPI 3.0; in between, Nest reads
 * `type: ['boolean', 'null']` as an array of booleans. This function rewrites what those two convert wrongly.
 */
export function createZodDto<Shape extends ZodType>(shape: Shape): ZodDto<Shape, false> {
  const dto = createDto(shape);
  const describe = dto._OPENAPI_METADATA_FACTORY.bind(dto) as () => Readonly<Record<string, Schema>>;
  dto._OPENAPI_METADATA_FACTORY = () =>
    Object.fromEntries(
      // Nest refuses a property without a type; nestjs-zod removes the empty type afterwards.
      Object.entries(describe()).map(([name, property]) => [
        name,
        { type: '', ...fallbackOf(shape, name), ...rewrite(property) },
      ]),
    );
  return dto;
}

/** Zod omits the default of a preprocessed value, such as a number in a query string. */
function fallbackOf(shape: ZodType, name: string): { default?: unknown } {
  const property: unknown = shape instanceof z.ZodObject ? shape.shape[name] : undefined;
  return property instanceof z.ZodDefault ? { default: property.def.defaultValue } : {};
}

/** Rewrites `type: [..]` to `anyOf`, and numeric exclusive limits to the flags of OpenAPI 3.0, at any depth. */
function rewrite(schema: Schema): Schema {
  const { type, exclusiveMinimum, exclusiveMaximum, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([key, part]) => [key, within(part)]),
  );
  const limits = {
    ...(typeof exclusiveMinimum === 'number' && { minimum: exclusiveMinimum, exclusiveMinimum: true }),
    ...(typeof exclusiveMaximum === 'number' && { maximum: exclusiveMaximum, exclusiveMaximum: true }),
  };
  if (type === undefined) return { ...rest, ...limits };
  if (!Array.isArray(type)) return { type, ...rest, ...limits };
  return {
    ...rest,
    anyOf: type.map((one: unknown) => (one === 'null' ? { type: one } : { type: one, ...limits })),
  };
}

function within(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(within);
  return typeof part === 'object' && part !== null ? rewrite(part as Schema) : part;
}
