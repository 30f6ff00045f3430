import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { InvalidInputProblem } from '../problems/domain.errors';
import { checkBodyFormat, decodeBody } from './body-format';

type Done = (error: Error | null, body?: unknown) => void;

/**
 * The one reader of bodies, for every route: JSON in UTF-8, or nothing at all. An empty body is none, whatever its
 * Content-Type says, as many clients send it with commands. A scope that passes bodies on puts its own in its place.
 */
export function readJsonBodies(fastify: FastifyInstance): void {
  const parseSafely = fastify.getDefaultJsonParser('error', 'error');
  const parse = (request: FastifyRequest, bytes: Buffer, done: Done): void => {
    // What is not there is not found, however its body is written.
    if (bytes.length === 0 || request.is404) return done(null, undefined);
    let text: string;
    try {
      checkBodyFormat(request.headers);
      text = decodeBody(bytes);
    } catch (error) {
      return done(error as Error);
    }
    void parseSafely(request, text, (error, body) =>
      error ? done(new InvalidInputProblem('The body is not valid JSON.')) : done(null, body),
    );
  };
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) =>
    parse(request, body as Buffer, done),
  );
}
