// `node tools/stack.mjs start|status|reset|serve …`: runs the command line of libs/stack from its source.
import { loadSource } from './source.mjs';

/** The clients of Redis and S3 are large, so they are installed only where such a store is configured. */
const usesOtherStores = ['SHARED_CACHE_URL', 'SHARED_FILES_URL'].some((name) =>
  /^(rediss?|https?):/i.test(process.env[name] ?? ''),
);

const { main } = await loadSource('libs/stack/src/system/cli/main.ts', usesOtherStores ? 'all' : 'to-run');
await main(process.argv.slice(2));
