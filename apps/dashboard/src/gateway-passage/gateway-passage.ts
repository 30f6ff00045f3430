import { InvalidInputProblem } from '@ride-hailing/service-kit';
import type { FastifyInstance } from 'fastify';
import type { Asked } from '../page-api';
import { GatewayClient } from './gateway.client';

const PREFIX = '/api/gateway';
const PATH = /^\/(drivers|rides)(\/[A-Za-z0-9_-]+)*$/;

/** Passes the page's questions on to the gateway, as a dispatcher, with a trace that is recorded. */
export function passToGateway(fastify: FastifyInstance, gateway: GatewayClient): void {
  fastify.get(`${PREFIX}/*`, async ({ raw }): Promise<Asked> => {
    const path = (raw.url ?? '').slice(PREFIX.length);
    if (!PATH.test(path.split('?', 1)[0] ?? ''))
      throw new InvalidInputProblem('Only paths below /drivers and /rides are passed on to the gateway.');
    return gateway.ask({ path, traced: true });
  });
}
