// `npm run bench`: installs what is missing, then measures the project against the naive way and the bare limit.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ensureDependencies, root } from './dependencies.mjs';

await ensureDependencies();
process.chdir(root);
const require = createRequire(import.meta.url);
require('@swc-node/register');
const { main } = require(join(root, 'apps/bench/src/main.ts'));
await main(process.argv.slice(2));
