import { fastify } from 'fastify';
import { connect } from 'nats';
import { Pool } from 'pg';

/** What a service is told by its environment, as far as this one needs it. */
const { HOST, HTTP_PORT, DATABASE_URL, NATS_URL, NATS_USER, NATS_PASSWORD, DRIVER_SERVICE_HTTP_URL } =
  process.env;

const SELECT = 'SELECT driver_id AS "driverId", lat, lng FROM driver_positions WHERE driver_id = $1';

/** A service without any framework: a gateway when it is told of a driver-service, without tables where it has no database. */
async function serve(): Promise<void> {
  const pool = DATABASE_URL ? new Pool({ connectionString: DATABASE_URL }) : undefined;
  const nats = NATS_URL
    ? await connect({ servers: NATS_URL, user: NATS_USER, pass: NATS_PASSWORD })
    : undefined;
  const app = fastify();
  app.get('/health/ready', async () => {
    await pool?.query('SELECT 1');
    return { status: 'ok' };
  });
  app.get<{ Params: { id: string } }>('/drivers/:id', async ({ params, url }) => {
    if (DRIVER_SERVICE_HTTP_URL) return (await fetch(`${DRIVER_SERVICE_HTTP_URL}${url}`)).json();
    return (await pool?.query<{ driverId: string }>(SELECT, [params.id]))?.rows[0];
  });
  await app.listen({ host: HOST, port: Number(HTTP_PORT) });
  process.on('SIGTERM', () => {
    void Promise.allSettled([app.close(), pool?.end(), nats?.close()]).then(() => process.exit());
  });
}

void serve();
