import { type FastifyInstance } from 'fastify';
import { MethodNotAllowedProblem } from '../problems/domain.errors';

interface Pattern {
  readonly matches: RegExp;
  /** Ends with `*`: what is passed on, or files. A route with a plain pattern is more specific. */
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

/** Answers 405 and which methods there are, where Fastify answers 404 or passes a request on to somebody else. */
export function refuseOtherMethods(fastify: FastifyInstance): void {
  const patterns = new Map<string, Pattern>();
  fastify.addHook('onRoute', ({ url, method }) => {
    // The route of a plugin for every preflight request says nothing about what there is.
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
