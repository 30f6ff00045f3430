// Compiles one app and the libraries into dist/<app>, or the folder named second, which plain `node` then runs.
import { readFileSync, rmSync, writeFileSync, mkdirSync, cpSync, existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const app = process.argv[2];
/** The command line, which `npm start` runs, is built as the apps are. */
const isCommandLine = app === 'stack';
const entry = isCommandLine ? 'libs/stack/src/system/cli/main.ts' : `apps/${app}/src/main.ts`;
if (!app || !existsSync(join(root, entry))) {
  const apps = readdirSync(join(root, 'apps')).join(', ');
  console.error(`build-app: no ${entry}. Apps: ${apps}; stack is the command line`);
  process.exit(1);
}

const isSource = (file) =>
  file.endsWith('.ts') && !/\.(spec|int-spec|e2e-spec|long-spec|load-spec|d)\.ts$/.test(file);
const filesBelow = (folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isSource(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1));
const libraries = readdirSync(join(root, 'libs')).map((lib) => `libs/${lib}/src`);
const folders = isCommandLine ? libraries : [`apps/${app}/src`, ...libraries];
const sources = folders.flatMap(filesBelow);

const out = process.argv[3] ? resolve(process.argv[3]) : join(root, 'dist', app);
// An operator's jobs, each in a folder below that of the app.
const isJob = (file) => file.startsWith(`apps/${app}/src/`) && file.endsWith('/main.ts') && file !== entry;
const jobs = sources.filter(isJob);
const { program, packages, byName } = await bundle({ root, entry, jobs, sources, out });
rmSync(out, { recursive: true, force: true });
rmSync(join(out, '../.compiled', basename(out)), { recursive: true, force: true });
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'packages.js'), packages.code);
writeFileSync(join(out, 'packages.js.map'), JSON.stringify(packages.map));
writeFileSync(join(out, 'program.js'), `${program.code}\n//# sourceMappingURL=program.js.map\n`);
writeFileSync(join(out, 'program.js.map'), JSON.stringify(program.map));
// Whoever looks for such a file finds it where it is in the sources, and gets the module that is in the bundle.
for (const file of byName) {
  const target = join(out, file).replace(/\.ts$/, '.js');
  const toProgram = JSON.stringify(relative(dirname(target), join(out, 'program.js')));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `module.exports = require(${toProgram}).loadedByName[${JSON.stringify(file)}]();\n`);
}
// V8 keeps what it has compiled in a folder beside the build, which nx does not remove when it takes the same build out of its
// cache again. Where the folder cannot be written, as in an image, V8 compiles at each start.
// Node reads and keeps the source map of each file that it loads while source maps are enabled; packages have none.
// V8's space for young objects would grow while modules are loaded and the service starts, and never shrink, so it stays
// small for some seconds, and grows by V8's default factor under load afterwards.
// A signal without a listener does not end the first process of a container, and nothing listens during loading: there
// the process ends once everything is loaded. Elsewhere the system ends it at once.
const main = `if (process.pid === 1) {
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.once(signal, () => process.listenerCount(signal) > 0 || process.exit(0));
}
const { setFlagsFromString } = require('node:v8');
const { basename, join } = require('node:path');
require('node:module').enableCompileCache(join(__dirname, '../.compiled', basename(__dirname)));
setFlagsFromString('--semi-space-growth-factor=1');
process.setSourceMapsEnabled(false);
require('./packages.js');
process.setSourceMapsEnabled(true);
module.exports = require('./program.js').start();
setTimeout(() => setFlagsFromString('--semi-space-growth-factor=2'), 5_000).unref();
`;
writeFileSync(join(out, 'main.js'), main);
// Traces name the version; the file lies where it lies in the checkout.
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
writeFileSync(join(out, 'package.json'), `${JSON.stringify({ version })}\n`);
// gRPC reflection reads these files by the same relative path as in the source.
cpSync(join(root, 'libs/contracts/proto'), join(out, 'libs/contracts/proto'), { recursive: true });
const traces = join(root, 'apps', app, 'traces');
if (existsSync(traces)) cpSync(traces, join(out, 'apps', app, 'traces'), { recursive: true });
// The dashboard's server finds what runs in the browser in this folder.
const page = join(root, 'apps', app, 'page');
if (existsSync(page)) {
  const { build } = await import('vite');
  const configFile = join(page, 'vite.config.mjs');
  await build({ configFile, logLevel: 'warn', build: { outDir: join(out, 'page') } });
}
// Provisioning reads these files by the same relative path as in its source.
if (app === 'provision')
  cpSync(join(root, 'docker/postgres'), join(out, 'docker/postgres'), { recursive: true });
