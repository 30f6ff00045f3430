import { type FastifyInstance } from 'fastify';
import { Server } from 'node:net';
import { type DrainingServer } from './stop-within';

const LOOK_EVERY_MS = 20;
/**
 * Idle connections are closed when nobody has been answered between so many looks in a row. Between two looks, all that has
 * arrived is read: a count of looks is right also while the machine is too busy for a time to be.
 */
const QUIET_LOOKS = 5;

/**
 * Lets requests in flight finish. Refuses new connections at once, but serves requests on the open ones, each of which ends
 * with its next answer. A caller cannot know that a connection is closed while it sends, so idle connections are closed
 * only when there are no more requests.
 */
export class HttpDrain implements DrainingServer {
  private draining = false;
  private quietLooks = 0;

  constructor(private readonly fastify: FastifyInstance) {
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      if (this.draining) {
        this.quietLooks = 0;
        void reply.header('connection', 'close');
      }
      done(null, payload);
    });
  }

  async drain(): Promise<void> {
    this.draining = true;
    const { server } = this.fastify;
    if (!server.listening) return;
    // Connections that nobody has taken are reset when a server stops listening. The event loop takes all that have arrived
    // right before its immediates; two turns, since it may have begun the present one before they came.
    for (let turn = 0; turn < 2; turn += 1) await new Promise(setImmediate);
    await new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (this.quietLooks >= QUIET_LOOKS) server.closeIdleConnections();
        this.quietLooks += 1;
      }, LOOK_EVERY_MS);
      // The method of HTTP servers would close idle connections at once.
      Server.prototype.close.call(server, () => {
        clearInterval(look);
        resolve();
      });
    });
  }

  force(): void {
    this.fastify.server.closeAllConnections();
  }
}
