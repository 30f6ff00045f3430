import { createRequire } from 'node:module';
import { join } from 'node:path';
import { workspaceRoot } from '../../workspace-root';

/**
 * The folder that keeps fetched programs between runs. Its rule is in `tools`, which keeps Node itself there.
 * @throws Error when no candidate is writable and belongs to this user
 */
export function cacheFolder(): string {
  const rule = createRequire(__filename)(join(workspaceRoot(), 'tools/cache-folder.cjs')) as {
    cacheFolder: () => string;
  };
  return rule.cacheFolder();
}
