import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** The recordings that come with the app, beside `src` both in the sources and in the build. */
const BUNDLED = join(__dirname, '../../traces');

/** The file that `given` names: a path, or the bare name of a recording that comes with the app. */
export const findTrace = (given: string): string | undefined => {
  const names = [resolve(given)];
  if (basename(given) === given) names.push(join(BUNDLED, given), join(BUNDLED, `${given}.ndjson`));
  return names.find((name) => existsSync(name));
};
