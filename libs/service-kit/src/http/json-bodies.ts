import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { InvalidInputProblem } from '../problems/domain.errors';
import { checkBodyFormat, decodeBody } from './body-format';

type Done = (error: Error | null, body?: unknown) => void;

/**
 * Reads the bodies of all routes: JSON in UTF-8, or no body. An empty body counts as none whatever its Content-Type,
 * since many clients send one with commands. A scope that forwards bodies replaces this parser by its own.
 */
export function readJsonBodies(fastify: FastifyInstance): void {
  const parseSafely = fastify.getDefaultJsonParser('error', 'error');
  const parse = (request: FastifyRequest, bytes: Buffer, done: Done): void => {
    // An unknown address answers 404, whatever the format of the body.
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
