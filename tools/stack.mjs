// `node tools/stack.mjs start|status|reset|serve …`: runs the command line of libs/stack from its source.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, root } from './dependencies.mjs';

export async function runStack(args) {
  await ensureDependencies();
  process.chdir(root);
  const require = createRequire(import.meta.url);
  require('@swc-node/register');
  const { main } = require(join(root, 'libs/stack/src/cli/main.ts'));
  await main(args);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runStack(process.argv.slice(2));
}
