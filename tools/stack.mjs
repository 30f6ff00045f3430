// `node tools/stack.mjs start|status|reset|serve …`: runs the command line of libs/stack, from its build where that is the
// one of the sources, which saves the second that compiling takes, or else from its source.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isBuilt } from './build-state.cjs';
import { ensureDependencies, root } from './dependencies.mjs';
import { loadSource } from './source.mjs';

/** The clients of Redis and S3 are large, so they are installed only where such a store is configured. */
const usesOtherStores = ['SHARED_CACHE_URL', 'SHARED_FILES_URL'].some((name) =>
  /^(rediss?|https?):/i.test(process.env[name] ?? ''),
);
const needed = usesOtherStores ? 'all' : 'to-run';

async function commandLine() {
  await ensureDependencies(needed);
  if (!isBuilt(root, ['stack'])) return loadSource('libs/stack/src/system/cli/main.ts', needed);
  process.chdir(root);
  return createRequire(import.meta.url)(join(root, 'dist/stack/main.js'));
}

const { main } = await commandLine();
await main(process.argv.slice(2));
