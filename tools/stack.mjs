// `node tools/stack.mjs start|status|reset|serve …`: runs the command line of libs/stack from its source.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, root } from './dependencies.mjs';

/** The clients of Redis and S3 are large, and of use to those alone who have such a store. */
const usesOtherStores = () =>
  ['SHARED_CACHE_URL', 'SHARED_FILES_URL'].some((name) =>
    /^(rediss?|https?):/i.test(process.env[name] ?? ''),
  );

export async function runStack(args) {
  await ensureDependencies(usesOtherStores() ? 'all' : 'to-run');
  process.chdir(root);
  const require = createRequire(import.meta.url);
  require('@swc-node/register');
  const { main } = require(join(root, 'libs/stack/src/system/cli/main.ts'));
  await main(args);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runStack(process.argv.slice(2));
}
