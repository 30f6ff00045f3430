import fastify, { type FastifyInstance } from 'fastify';
import { Pool } from 'pg';
import { DATABASE_URL } from './environment';

/** The bare limit's connections. */
export function barePool(max = 10): Pool {
  const pool = new Pool({ connectionString: DATABASE_URL, max });
  // The servers may be gone before this side is.
  pool.on('error', () => undefined);
  return pool;
}

/** Fastify and `pg`, and nothing else: its address, and what ends it. */
export async function bareHttp(routes: (app: FastifyInstance, pool: Pool) => void) {
  const pool = barePool();
  const app = fastify();
  routes(app, pool);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, pool, close: () => app.close().then(() => pool.end()) };
}
