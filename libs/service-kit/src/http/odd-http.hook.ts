import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';
import { ExpectationFailedProblem, InvalidInputProblem } from '../problems/domain.errors';
import { answerOnSocket } from './http-limits';

const VERSIONS: ReadonlySet<string> = new Set(['1.0', '1.1']);
const CONTINUE = /^100-continue$/i;

const hostsOf = ({ rawHeaders }: IncomingMessage): number =>
  rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host').length;

/** @throws DomainError for requests that the protocol forbids and Node's parser accepts */
function checkProtocol({ raw }: FastifyRequest): void {
  const { httpVersion, headers } = raw;
  if (!VERSIONS.has(httpVersion)) {
    throw new InvalidInputProblem(`HTTP/${httpVersion} is not spoken here; HTTP/1.1 and HTTP/1.0 are.`);
  }
  const hosts = hostsOf(raw);
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) {
    throw new InvalidInputProblem(`A request needs one Host header, and this one has ${hosts}.`);
  }
  if (headers.expect !== undefined && !CONTINUE.test(headers.expect)) {
    throw new ExpectationFailedProblem('The Expect header may only be 100-continue.');
  }
}

/**
 * Answers with problem details what Node would answer with an empty body (no Host, an unknown expectation), would not
 * answer (CONNECT), or would accept although it is not HTTP/1 (other versions).
 */
export function refuseOddHttp(fastify: FastifyInstance): void {
  const { server } = fastify;
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    answerOnSocket(socket, 400, 'CONNECT is not possible here: this is no proxy.');
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    try {
      checkProtocol(request);
    } catch (error) {
      return done(error as Error);
    }
    done();
  });
}
