import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whose files are read; of `apps` and `libs` only what ships. */
const FOLDERS = ['apps', 'libs', 'docker/postgres', 'docs'];
const SHIPS = /^((apps|libs)\/[^/]+\/src\/.*\.ts|docker\/postgres\/.*\.sql|docs\/[^/]+\.md)$/;
const IS_TEST = /spec\.ts$/;

/** The text of each file, by its path from the root of the repository. */
export type SourceTree = ReadonlyMap<string, string>;

export function readSourceTree(root: string): SourceTree {
  const files = FOLDERS.flatMap((folder) => {
    const inFolder = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    return inFolder.map((file) => `${folder}/${file}`);
  });
  const shipped = files.filter((file) => SHIPS.test(file) && !IS_TEST.test(file)).sort();
  return new Map(shipped.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}
