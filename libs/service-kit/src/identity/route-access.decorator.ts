import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiForbiddenResponse, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { type Role } from '../context/identity';

/** What a Fastify route's `config` says about its callers. A route that says nothing admits nobody. */
export type RouteAccess = { readonly access: 'public' } | { readonly access: readonly Role[] };

const routeAccess = (access: RouteAccess['access']) => RouteConfig({ access });

/** Marks a handler that needs no token. It applies to handlers alone, so that each public one is marked by itself. */
export const Public = (): MethodDecorator => routeAccess('public');

/** The roles that may call a handler; the handler itself decides which objects each caller may see. */
export const Roles = (...roles: readonly Role[]): MethodDecorator =>
  applyDecorators(
    routeAccess(roles),
    ApiBearerAuth(),
    ApiUnauthorizedResponse({ description: 'Problem details: no token, or none that is valid' }),
    ApiForbiddenResponse({ description: `Problem details: only for ${roles.join(', ')}` }),
  );
