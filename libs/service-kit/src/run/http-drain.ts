import { type FastifyInstance } from 'fastify';
import { type DrainingServer } from './stop-within';

const LOOK_EVERY_MS = 20;

/** Lets requests in flight finish and closes idle connections. */
export class HttpDrain implements DrainingServer {
  private draining = false;

  constructor(private readonly fastify: FastifyInstance) {
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      if (this.draining) void reply.header('connection', 'close');
      done(null, payload);
    });
  }

  async drain(): Promise<void> {
    this.draining = true;
    const { server } = this.fastify;
    if (!server.listening) return;
    await new Promise<void>((resolve) => {
      const closeIdle = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS);
      server.close(() => {
        clearInterval(closeIdle);
        resolve();
      });
      server.closeIdleConnections();
    });
  }

  force(): void {
    this.fastify.server.closeAllConnections();
  }
}
