import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { PARAMTYPES_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { z } from 'zod';
import { type FieldFault, InvalidInputProblem } from '../problems/domain.errors';

type Handler = ReturnType<ExecutionContext['getHandler']>;
type Controller = ReturnType<ExecutionContext['getClass']>;
type RouteArguments = Readonly<Record<string, { index: number; data?: unknown }>>;

/**
 * Checks the query strings of all routes of Nest: each parameter must be known, given once and not empty. The schema
 * of the route's `@Query()` checks the values. Unknown parameters are refused because a misspelt one would be ignored
 * silently.
 */
@Injectable()
export class QueryGuard implements CanActivate {
  private readonly known = new WeakMap<Handler, readonly string[]>();

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const { query } = context.switchToHttp().getRequest<{ query: Record<string, unknown> }>();
    const given = Object.entries(query);
    if (given.length === 0) return true;
    const known = this.knownAt(context.getClass(), context.getHandler());
    const faults = given.flatMap(([field, value]) => faultOf(field, value, known) ?? []);
    if (faults.length > 0) throw new InvalidInputProblem('The query is not valid.', faults);
    return true;
  }

  private knownAt(controller: Controller, handler: Handler): readonly string[] {
    let known = this.known.get(handler);
    if (!known) this.known.set(handler, (known = namesAt(controller, handler.name)));
    return known;
  }
}

function namesAt(controller: Controller, method: string): string[] {
  const routeArguments = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) as
    RouteArguments | undefined;
  const types = Reflect.getMetadata(PARAMTYPES_METADATA, controller.prototype as object, method) as unknown[];
  return Object.entries(routeArguments ?? {}).flatMap(([key, { index, data }]) => {
    if (!key.startsWith(`${RouteParamtypes.QUERY}:`)) return [];
    return typeof data === 'string' ? [data] : fieldsOf(types[index]);
  });
}

function fieldsOf(type: unknown): string[] {
  const schema = typeof type === 'function' && 'schema' in type ? type.schema : undefined;
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  throw new Error('A @Query() needs a type made by createZodDto of an object');
}

function faultOf(field: string, value: unknown, known: readonly string[]): FieldFault | undefined {
  if (!known.includes(field)) {
    const message =
      known.length === 0
        ? 'is not known: nothing can be asked for here by query parameters'
        : `is not known; known are: ${known.join(', ')}`;
    return { field, message };
  }
  if (Array.isArray(value)) return { field, message: 'is given more than once' };
  return value === '' ? { field, message: 'is empty' } : undefined;
}
