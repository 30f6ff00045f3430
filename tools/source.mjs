// `node tools/source.mjs <file> [<argument> …]`: installs missing dependencies, then runs a program from its source.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, root } from './dependencies.mjs';

/**
 * Installs missing dependencies, then loads a TypeScript file of this checkout. Resolves with its exports.
 * @param atLeast as for `ensureDependencies`
 */
export async function loadSource(file, atLeast = 'all') {
  await ensureDependencies(atLeast);
  process.chdir(root);
  const require = createRequire(import.meta.url);
  require('@swc-node/register');
  return require(join(root, file));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, ...args] = process.argv.slice(2);
  const { main } = await loadSource(file);
  await main(args);
}
