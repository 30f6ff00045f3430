import { createZodDto as createDto, type ZodDto } from 'nestjs-zod';
import { type ZodType, z } from 'zod';

type Schema = Readonly<Record<string, unknown>>;

/**
 * The class of a body, query or answer of this shape, as Nest's validation and OpenAPI read it.
 *
 * Zod writes JSON Schema of 2020, nestjs-zod turns most of it into OpenAPI 3.0, and in between Nest takes
 * `type: ['boolean', 'null']` for an array of booleans. What those two leave wrong is written here as they expect it.
 */
export function createZodDto<Shape extends ZodType>(shape: Shape): ZodDto<Shape, false> {
  const dto = createDto(shape);
  const describe = dto._OPENAPI_METADATA_FACTORY.bind(dto) as () => Readonly<Record<string, Schema>>;
  dto._OPENAPI_METADATA_FACTORY = () =>
    Object.fromEntries(
      // Nest refuses a property without a type; nestjs-zod removes the empty one afterwards.
      Object.entries(describe()).map(([name, property]) => [
        name,
        { type: '', ...fallbackOf(shape, name), ...rewrite(property) },
      ]),
    );
  return dto;
}

/** Zod leaves it out for a value that is read from text before it is checked, such as a number in a query string. */
function fallbackOf(shape: ZodType, name: string): { default?: unknown } {
  const property: unknown = shape instanceof z.ZodObject ? shape.shape[name] : undefined;
  return property instanceof z.ZodDefault ? { default: property.def.defaultValue } : {};
}

/** `type: [..]` becomes `anyOf`, a number for an exclusive limit the flag of OpenAPI 3.0; in all parts. */
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
