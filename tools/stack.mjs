// `node tools/stack.mjs start|status|reset|serve …`: runs the command line of libs/stack from its source.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, root } from './dependencies.mjs';

/** The client of S3 is large, and of use to those alone who have such a store. */
const usesS3 = () => /^https?:/i.test(process.env.SHARED_FILES_URL ?? '');

export async function runStack(args) {
  await ensureDependencies(usesS3() ? 'all' : 'to-run');
  process.chdir(root);
  const require = createRequire(import.meta.url);
  require('@swc-node/register');
  const { main } = require(join(root, 'libs/stack/src/cli/main.ts'));
  await main(args);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runStack(process.argv.slice(2));
}
