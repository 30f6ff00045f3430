import { InvalidInputProblem } from '@ride-hailing/service-kit';
import type { FastifyInstance } from 'fastify';
import type { Asked } from '../page-api';
import { GatewayClient } from './gateway.client';

const PREFIX = '/api/gateway';
const PATH = /^\/(drivers|rides)(\/[A-Za-z0-9_-]+)*$/;
const PASSED_ON = ['if-match', 'idempotency-key'];

/** Passes the page's questions on to the gateway, as a dispatcher, with a trace that is recorded. */
export function passToGateway(fastify: FastifyInstance, gateway: GatewayClient): void {
  fastify.route({
    method: ['GET', 'POST'],
    url: `${PREFIX}/*`,
    handler: async ({ raw, method, headers, body }): Promise<Asked> => {
      const path = (raw.url ?? '').slice(PREFIX.length);
      if (!PATH.test(path.split('?', 1)[0] ?? ''))
        throw new InvalidInputProblem('Only paths below /drivers and /rides are passed on to the gateway.');
      const passed = PASSED_ON.flatMap((name) => {
        const value = headers[name];
        return typeof value === 'string' ? [[name, value] as const] : [];
      });
      return gateway.ask({
        path,
        method: method === 'POST' ? 'POST' : 'GET',
        headers: Object.fromEntries(passed),
        body,
        traced: true,
      });
    },
  });
}
