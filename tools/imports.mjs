// `node tools/imports.mjs [<folder of a workspace>]`: refuses circles of files and of folders, types included, and files
// in src/ that do not ship.
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { circlesOfFolders } from './folder-circles.mjs';

const SPEC = String.raw`spec\.ts$`;
/** The folder `page` is what runs in the browser. */
const SRC = '^(apps|libs)/[^/]+/(src|page)/';
const TEST = '^(apps|libs)/[^/]+/test/';
/** Projects that consist of tests, of which nothing ships. */
const OF_TESTS = '^(apps/system-e2e|libs/testing)/';
/** The list of a library's exports. */
const INDEX = String.raw`^libs/[^/]+/src/index\.ts$`;
/** Files that are started or loaded by their path. */
const ENTRY = [
  INDEX,
  String.raw`/main\.tsx?$`,
  String.raw`\.process\.ts$`,
  String.raw`/vite\.config\.mjs$`,
  String.raw`^apps/lab/src/(speed/start/bare-service|speed/details/port/(limit|naive)\.port)\.ts$`,
  '^apps/driver-service/src/ride-details/caches/',
];
/** Files that only wire others, and make no circle of folders. */
const WIRING = [String.raw`\.module\.ts$`, INDEX];

const RULES = [
  {
    name: 'These files import each other in a circle',
    from: {},
    to: { circular: true },
  },
  {
    name: 'src/ ships, and test/ does not',
    from: { path: SRC, pathNot: [SPEC, OF_TESTS] },
    to: { path: TEST },
  },
  {
    name: 'Nothing that ships imports this: move it to test/, or delete it',
    from: { path: ENTRY },
    to: { path: SRC, pathNot: [SPEC, OF_TESTS, ...ENTRY], reachable: false },
  },
];

process.chdir(resolve(process.argv[2] ?? join(fileURLToPath(import.meta.url), '../..')));

const { output } = await cruise(
  ['apps', 'libs'],
  {
    ruleSet: { forbidden: RULES.map((rule) => ({ ...rule, severity: 'error' })) },
    validate: true,
    includeOnly: '^(apps|libs)/',
    // Includes imports of types.
    tsPreCompilationDeps: true,
  },
  { tsConfig: 'tsconfig.json' },
  { tsConfig: extractTSConfig('tsconfig.json') },
);

/** The tool reports a circle once for each of its files. Starting with the first in alphabetical order makes them equal. */
function circle(files) {
  const first = files.indexOf(files.toSorted()[0]);
  return [...files.slice(first), ...files.slice(0, first), files[first]];
}

const faults = new Set(
  output.summary.violations.map(({ rule, from, to, cycle }) => {
    const files = cycle ? circle(cycle.map(({ name }) => name)) : new Set([from, to]);
    return `${rule.name}: ${[...files].join(' -> ')}`;
  }),
);

const counts = (file) => !new RegExp([SPEC, TEST, ...WIRING].join('|')).test(file);
const imports = output.modules.flatMap(({ source, dependencies }) =>
  dependencies.map(({ resolved }) => [source, resolved]),
);
for (const { folders, files } of circlesOfFolders(imports.filter((ends) => ends.every(counts)))) {
  const lines = files.map(([from, to]) => `    ${from} imports ${to}`);
  faults.add([`These folders import each other in a circle: ${folders.join(' -> ')}`, ...lines].join('\n'));
}

for (const fault of faults) console.error(fault);
process.exitCode = faults.size > 0 ? 1 : 0;
