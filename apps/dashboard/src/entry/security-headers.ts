import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** Everything comes from this server: no inline script, no `eval`, no other origin but that of map tiles. */
export async function secureResponses(fastify: FastifyInstance, tileUrl?: string): Promise<void> {
  await fastify.register(helmet, {
    // The address has no TLS that browsers could be sent to.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', ...(tileUrl === undefined ? [] : [new URL(tileUrl).origin])],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  });
}
