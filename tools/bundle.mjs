// Bundles a program into two files: program.js has what is ours, with its source map, and packages.js the packages that it
// loads. A service that loads 2,400 files one by one spends most of its start on finding and reading them.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { transformFile } from '@swc/core';
import { rolldown } from 'rolldown';

/**
 * Packages that are loaded from node_modules, as they are. The clients of optional stores are large, and installed and
 * loaded only where such a store is configured. No service loads the last one, which Nest only mentions.
 */
const LEFT_OUTSIDE = /^(@aws-sdk\/.*|@redis\/.*|@nestjs\/platform-express)$/;

/** Files of ours that others load by a computed path, each with the files that it may load. */
const LOADED_BY_NAME = {
  'libs/service-kit/src/tracing/start-tracing.ts': /^libs\/service-kit\/src\/tracing\/tracing-sdk\.ts$/,
  'apps/driver-service/src/ride-details/caching-choice.ts':
    /^apps\/driver-service\/src\/ride-details\/caches\/[^/]+\.cache\.ts$/,
};

const START = '\0start';
const PACKAGE = '\0package:';
const PACKAGES_FILE = './packages.js';

const loaded = (root, file) => `require(${JSON.stringify(join(root, file))})`;
const isBuiltin = (id) => id.startsWith('node:') || builtinModules.includes(id);
const isPath = (id) => /^\.{0,2}\//.test(id);
const javaScript = (code) => ({ code, moduleType: 'js' });

const OUTPUT = {
  format: 'cjs',
  codeSplitting: false,
  // V8 keeps a text with any other character in twice the memory.
  charset: 'ascii',
  comments: { legal: false, annotation: false, jsdoc: false },
};

function optionsOfSwc(root) {
  const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
  const swcrc = read('.swcrc');
  const { paths } = read('tsconfig.base.json').compilerOptions;
  return { ...swcrc, swcrc: false, cwd: root, jsc: { ...swcrc.jsc, baseUrl: root, paths } };
}

/** A bundled module would otherwise take the place of the bundle for its own. */
function placed(code, file) {
  const places = { __dirname: dirname(file), __filename: file };
  const declarations = Object.entries(places)
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(code))
    .map(([name, place]) => `const ${name} = placeOf(${JSON.stringify(place)}); `);
  return `${declarations.join('')}${code}`;
}

const DIRECTIVE = /^(?:#!.*\n)?(?:\s|\/\/.*\n|\/\*[^]*?\*\/)*(['"])use strict\1/;
const IS_ESM = /^\s*(?:import|export)\b(?!\()/m;

/** A file that asks for strict mode keeps it: the bundler takes the line away, and others of the same bundle need sloppy mode. */
const asStrictAsBefore = (code) =>
  DIRECTIVE.test(code) && !IS_ESM.test(code)
    ? `(function () { "use strict"; ${code.replace(/^#!.*\n/, '')}\n}).call(this);`
    : code;

/** Keeps what a file loads by a computed path in the bundle. @throws Error for a file of which nobody knows what it loads */
function withLoadedByName(code, file, sources, root) {
  if (!/\brequire\((?!["'])/.test(code)) return code;
  const pattern = LOADED_BY_NAME[file];
  if (!pattern)
    throw new Error(
      `${file} loads a module by a computed path: name it in LOADED_BY_NAME of tools/bundle.mjs`,
    );
  const entries = sources
    .filter((source) => pattern.test(source))
    .map((source) => `LOADED_BY_NAME[${JSON.stringify(source)}] = () => ${loaded(root, source)};`);
  return `${code}\n${entries.join('\n')}`;
}

/** Bundles everything that START loads into one chunk. */
async function bundled({ name, root, plugin }, options) {
  const bundle = await rolldown({
    input: { [name]: START },
    cwd: root,
    platform: 'node',
    checks: { bundlerTimings: false },
    plugins: [plugin],
  });
  const { output } = await bundle.generate({ ...OUTPUT, ...options });
  await bundle.close();
  return output[0];
}

/** What is ours. @returns the chunk, the packages that it loads, and the files that it loads by name */
async function bundleOwn({ root, entry, jobs, sources, out }) {
  const swc = optionsOfSwc(root);
  const packages = new Set();
  const byName = new Set(jobs);
  const start = [
    'exports.loadedByName = LOADED_BY_NAME;',
    `exports.start = () => ${loaded(root, entry)};`,
    ...jobs.map((job) => `LOADED_BY_NAME[${JSON.stringify(job)}] = () => ${loaded(root, job)};`),
  ].join('\n');
  const plugin = {
    name: 'own',
    resolveId(id) {
      if (id === START) return id;
      if (id === PACKAGES_FILE || isBuiltin(id) || LEFT_OUTSIDE.test(id)) return { id, external: true };
      if (isPath(id)) return null;
      packages.add(id);
      return `${PACKAGE}${id}`;
    },
    async load(id) {
      if (id === START) return javaScript(start);
      if (id.startsWith(PACKAGE)) {
        const name = JSON.stringify(id.slice(PACKAGE.length));
        return javaScript(`module.exports = require('${PACKAGES_FILE}')[${name}];`);
      }
      if (!id.endsWith('.ts')) return null;
      const file = relative(root, id);
      const { code, map } = await transformFile(id, swc);
      const complete = withLoadedByName(code, file, sources, root);
      if (complete !== code) for (const one of sources) if (LOADED_BY_NAME[file].test(one)) byName.add(one);
      return { ...javaScript(placed(complete, file)), map };
    },
  };
  const chunk = await bundled(
    { name: 'program', root, plugin },
    {
      dir: out,
      strict: true,
      sourcemap: true,
      sourcemapExcludeSources: true,
      intro: `const LOADED_BY_NAME = {};\nconst placeOf = (folder) => require('node:path').join(__dirname, folder);`,
    },
  );
  return { chunk, packages: [...packages].sort(), byName: [...byName].sort() };
}

/** Some packages read files that lie beside them. They are installed where they always are: above the build. */
const PLACE_OF_PACKAGE = `const placeOf = (folder) => {
  const { dirname, join } = require('node:path');
  for (let above = __dirname; ; above = dirname(above)) {
    const place = join(above, folder);
    if (above === dirname(above) || require('node:fs').existsSync(place)) return place;
  }
};`;

/** A package that is asked for by a computed name is the one that is bundled, if any: there must not be two of it. */
const REQUIRE_BUNDLED = `require = ((outside) => {
  const bundledFirst = (id) => (Object.hasOwn(PACKAGES, id) ? PACKAGES[id] : outside(id));
  return Object.assign(bundledFirst, outside);
})(require);`;

/** The packages, each loaded when it is first asked for. */
async function bundlePackages({ root, packages, out }) {
  const getters = packages.map(
    (id) => `get ${JSON.stringify(id)}() { return require(${JSON.stringify(id)}); },`,
  );
  const plugin = {
    name: 'packages',
    async resolveId(id, importer, options) {
      if (id === START) return id;
      if (isPath(id) || isBuiltin(id) || id.startsWith('\0')) return null;
      if (LEFT_OUTSIDE.test(id)) return { id, external: true };
      const from = importer === START ? join(root, 'package.json') : importer;
      const found = await this.resolve(id, from, { ...options, skipSelf: true });
      if (!found && importer === START) throw new Error(`the package of ${id} is not installed`);
      // A package asks for one that is optional, and expects an error where it is not installed.
      return found ?? { id, external: true };
    },
    load: (id) =>
      id === START ? javaScript(`PACKAGES = {\n${getters.join('\n')}\n};\nmodule.exports = PACKAGES;`) : null,
    transform: {
      filter: { id: /\.c?js$/, code: /__(dirname|filename)|use strict/ },
      handler: (code, id) => ({
        code: placed(asStrictAsBefore(code), relative(root, id)),
        // The lines stay where they are.
        map: null,
      }),
    },
  };
  return bundled(
    { name: 'packages', root, plugin },
    {
      dir: out,
      // Node keeps the whole text in memory. Names stay: some are looked up, and people read them in stack traces.
      minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
      // For people and for profiles: services do not load this map, which takes more memory than all that they run.
      sourcemap: 'hidden',
      sourcemapExcludeSources: true,
      intro: `let PACKAGES = {};\n${REQUIRE_BUNDLED}\n${PLACE_OF_PACKAGE}`,
    },
  );
}

/**
 * @param root the checkout
 * @param entry the program's first file, relative to it
 * @param jobs first files of programs that run out of the same build, relative to it
 * @param sources our files that may be loaded by name, relative to it
 * @param out the folder that the bundle is for
 * @returns the code and the map of program.js and of packages.js, and the files that are loaded by name
 */
export async function bundle({ root, entry, jobs, sources, out }) {
  const { chunk, packages, byName } = await bundleOwn({ root, entry, jobs, sources, out });
  return { program: chunk, packages: await bundlePackages({ root, packages, out }), byName };
}
