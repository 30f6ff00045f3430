import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this checkout: the nearest one above this file that holds nx.json. */
export function workspaceRoot(from = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no nx.json above ${from}`);
  }
}
