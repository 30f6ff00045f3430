import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiForbiddenResponse, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { type Role } from '../context/identity';

/** What a Fastify route's `config` says of who may ask there. A route that says nothing lets nobody in. */
export type RouteAccess = { readonly access: 'public' } | { readonly access: readonly Role[] };

const routeAccess = (access: RouteAccess['access']) => RouteConfig({ access });

/** Marks a handler that needs no token. Not for classes: each such handler is named. */
export const Public = (): MethodDecorator => routeAccess('public');

/** The roles that may call a handler; which of the objects behind it they may see is the handler's own business. */
export const Roles = (...roles: readonly Role[]): MethodDecorator =>
  applyDecorators(
    routeAccess(roles),
    ApiBearerAuth(),
    ApiUnauthorizedResponse({ description: 'Problem details: no token, or none that is valid' }),
    ApiForbiddenResponse({ description: `Problem details: only for ${roles.join(', ')}` }),
  );
