import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { contextOfRequest } from '../context/request-context.hook';
import { ForbiddenProblem } from '../problems/domain.errors';
import { type Identity, type Role } from '../context/identity';
import { type RouteAccess } from './route-access.decorator';
import { TokenVerifier } from './token-verifier';

/** Routes that the library of the OpenAPI page makes. */
const DOCS = /^\/docs(-json|-yaml)?(\/|$)/;

const accessTo = (request: FastifyRequest): RouteAccess['access'] => {
  const { url = '', config } = request.routeOptions;
  if (request.is404 || DOCS.test(url)) return 'public';
  return (config as Partial<RouteAccess>).access ?? [];
};

/**
 * Requires a token for every route before the body is read, except for routes marked `@Public()`, the OpenAPI page
 * and addresses without a route. Afterwards the identity is in the request's context. This is a Fastify hook and not
 * a guard of Nest because routes that Nest does not know, such as a proxy's, must obey the same rule.
 */
export function identifyRequests(fastify: FastifyInstance, verifier: TokenVerifier): void {
  const admit = (request: FastifyRequest, roles: readonly Role[], who: Identity): void => {
    if (!roles.includes(who.role)) throw notForRole(roles, who.role);
    contextOfRequest(request).identity = who;
  };
  fastify.addHook('onRequest', (request, _reply, done) => {
    const access = accessTo(request);
    if (access === 'public') return done();
    let admitted: void | Promise<void>;
    try {
      const who = verifier.identify(request.headers.authorization);
      admitted =
        who instanceof Promise ? who.then((one) => admit(request, access, one)) : admit(request, access, who);
    } catch (error) {
      return done(error as Error);
    }
    if (!admitted) return done();
    admitted.then(
      () => done(),
      (error: unknown) => done(error as Error),
    );
  });
}

const notForRole = (roles: readonly Role[], role: Role): ForbiddenProblem =>
  new ForbiddenProblem(`This is for ${roles.join(' or ') || 'nobody'}, and the token is for a ${role}.`);
