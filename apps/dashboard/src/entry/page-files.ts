import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import statics from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Beside this program in a build, and in the folder of builds when the program runs from its source. */
const FOLDERS = ['page', 'dist/dashboard/page'].map((folder) => join(__dirname, '../../../..', folder));
const INDEX = 'index.html';

const PLACEHOLDER = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Ride hailing</title></head>
<body><p>The page is not built: run <code>npx nx build dashboard</code>, and start again.</p></body>
</html>
`;

/** Serves the built page: its address, and its files, whose names change with their content. */
export async function servePage(fastify: FastifyInstance): Promise<void> {
  const root = FOLDERS.find((folder) => existsSync(join(folder, INDEX)));
  if (root === undefined) {
    fastify.get('/', (_request, reply) =>
      reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(PLACEHOLDER),
    );
    return;
  }
  await fastify.register(statics, {
    root,
    // A route for each file, so that other addresses get a problem of this server.
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, file) => {
      const isIndex = basename(file).startsWith(INDEX);
      void reply.header('cache-control', isIndex ? 'no-store' : 'public, max-age=31536000, immutable');
    },
  });
}
