import { createRequire } from 'node:module';
import { join } from 'node:path';
import { workspaceRoot } from '../../workspace-root';

/**
 * Where fetched programs are kept between runs, Node itself among them, for which reason the rule is in `tools`.
 *
 * @throws when there is no folder that belongs to this user and may be written to
 */
export function cacheFolder(): string {
  const rule = createRequire(__filename)(join(workspaceRoot(), 'tools/cache-folder.cjs')) as {
    cacheFolder: () => string;
  };
  return rule.cacheFolder();
}
