// `npm run lab`: installs what is missing, then measures the approaches side by side.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ensureDependencies, root } from './dependencies.mjs';

await ensureDependencies();
process.chdir(root);
const require = createRequire(import.meta.url);
require('@swc-node/register');
const { main } = require(join(root, 'apps/tradeoff-lab/src/main.ts'));
await main(process.argv.slice(2));
