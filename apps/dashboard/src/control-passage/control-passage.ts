import type { FastifyInstance } from 'fastify';
import { CONTROL_METHODS, ControlClient } from './control.client';

const PREFIX = '/api/control';

/** Passes the page's orders on to the control API, and its answers back. */
export function passToControl(fastify: FastifyInstance, control: ControlClient): void {
  for (const method of CONTROL_METHODS) {
    fastify.route({
      method,
      url: `${PREFIX}/*`,
      handler: async ({ raw, body }, reply) => {
        const path = (raw.url ?? '').slice(PREFIX.length);
        const { status, contentType, text } = await control.ask(method, path, body);
        return reply.status(status).header('content-type', contentType).send(text);
      },
    });
  }
}
