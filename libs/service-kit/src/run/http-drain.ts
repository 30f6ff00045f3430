import { type FastifyInstance } from 'fastify';

const LOOK_EVERY_MS = 20;

/** Lets what is in flight finish and closes connections that wait for nothing. */
export class HttpDrain {
  private draining = false;

  constructor(private readonly fastify: FastifyInstance) {
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      if (this.draining) void reply.header('connection', 'close');
      done(null, payload);
    });
  }

  /** Takes no new connection from now on; resolves when the last one has gone. */
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

  /** Cuts what is left. */
  force(): void {
    this.fastify.server.closeAllConnections();
  }
}
