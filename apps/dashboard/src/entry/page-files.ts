import { existsSync } from 'node:fs';
import { join } from 'node:path';
import statics from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { EntryKey } from './entry-key';
import { refusePage } from './refusal-page';

/** Beside this program in a build, and in the folder of builds when the program runs from its source. */
const FOLDERS = ['page', 'dist/dashboard/page'].map((folder) => join(__dirname, '../../../..', folder));
const INDEX = 'index.html';
const FOR_EVER_MS = 365 * 86_400_000;

const PLACEHOLDER = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Ride hailing</title></head>
<body><p>The page is not built: run <code>npx nx build dashboard</code>, and start again.</p></body>
</html>
`;

/** Serves the built page: its address with the key, and its files, whose names change with their content. */
export async function servePage(fastify: FastifyInstance, dashboardKey: string): Promise<void> {
  const key = new EntryKey(dashboardKey);
  const folder = FOLDERS.find((one) => existsSync(join(one, INDEX)));
  if (folder !== undefined) {
    await fastify.register(statics, {
      root: folder,
      // A route for each file, so that other addresses get a problem of this server.
      wildcard: false,
      index: false,
      preCompressed: true,
      maxAge: FOR_EVER_MS,
      immutable: true,
    });
  }
  fastify.get<{ Querystring: { key?: unknown } }>('/', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    if (request.query.key !== undefined) {
      if (!key.opensWith(request.query.key)) return refusePage(reply);
      return reply.header('set-cookie', key.cookieFor(request)).redirect('/', 303);
    }
    if (!key.isKnownTo(request)) return refusePage(reply);
    if (folder === undefined) return reply.type('text/html; charset=utf-8').send(PLACEHOLDER);
    return reply.sendFile(INDEX, { cacheControl: false });
  });
}
