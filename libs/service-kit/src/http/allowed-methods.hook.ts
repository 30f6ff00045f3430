import { type FastifyInstance } from 'fastify';
import { MethodNotAllowedProblem } from '../problems/domain.errors';

interface Pattern {
  readonly matches: RegExp;
  /** The pattern ends with `*`, as for a proxy or for files. A route with another pattern is more specific. */
  readonly isOpen: boolean;
  readonly methods: Set<string>;
}

const asRegExp = (url: string): RegExp => {
  const parts = url.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+';
    return part === '*' ? '.*' : part.replace(/[.+?^${}()|[\]\\*]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('/')}$`);
};

/** Answers 405 with the allowed methods where Fastify would answer 404 or pass the request to a proxy's route. */
export function refuseOtherMethods(fastify: FastifyInstance): void {
  const patterns = new Map<string, Pattern>();
  fastify.addHook('onRoute', ({ url, method }) => {
    // The catch-all route of a plugin for preflight requests does not show that an address exists.
    if (url === '*' || url === '/*') return;
    const known = patterns.get(url) ?? {
      matches: asRegExp(url),
      isOpen: url.endsWith('*'),
      methods: new Set<string>(),
    };
    for (const one of [method].flat()) known.methods.add(one);
    patterns.set(url, known);
  });

  const methodsAt = (path: string, isOpen: boolean): string[] =>
    [...patterns.values()].flatMap((pattern) =>
      pattern.isOpen === isOpen && pattern.matches.test(path) ? [...pattern.methods] : [],
    );

  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!request.is404 && !request.routeOptions.url?.endsWith('*')) return done();
    const path = request.url.split('?', 1)[0] ?? '';
    const own = methodsAt(path, false);
    const allowed = own.length > 0 || !request.is404 ? own : methodsAt(path, true);
    if (allowed.length === 0 || allowed.includes(request.method)) return done();
    done(new MethodNotAllowedProblem(request.method, [...new Set(allowed)].sort()));
  });
}
