// Compiles one app and the libraries into dist/<app>, or the folder named second, which plain `node` then runs.
import { readFileSync, rmSync, writeFileSync, mkdirSync, cpSync, existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const app = process.argv[2];
if (!app || !existsSync(join(root, 'apps', app, 'src/main.ts'))) {
  console.error(`build-app: no apps/${app}/src/main.ts. Apps: ${readdirSync(join(root, 'apps')).join(', ')}`);
  process.exit(1);
}

const notRunByServices = new Set(['stack', 'testing']);
const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.base.json'), 'utf8'));
const swcrc = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
const options = {
  ...swcrc,
  swcrc: false,
  cwd: root,
  jsc: { ...swcrc.jsc, baseUrl: root, paths: compilerOptions.paths },
};

const isSource = (file) =>
  file.endsWith('.ts') && !/\.(spec|int-spec|e2e-spec|long-spec|load-spec|d)\.ts$/.test(file);
const filesBelow = (folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isSource(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1));

const libraries = readdirSync(join(root, 'libs')).filter((lib) => !notRunByServices.has(lib));
const files = [`apps/${app}/src`, ...libraries.map((lib) => `libs/${lib}/src`)].flatMap(filesBelow);

const out = process.argv[3] ? resolve(process.argv[3]) : join(root, 'dist', app);
rmSync(out, { recursive: true, force: true });
await Promise.all(
  files.map(async (file) => {
    const target = join(out, file).replace(/\.ts$/, '.js');
    const { code, map } = await transformFile(join(root, file), options);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, `${code}\n//# sourceMappingURL=${target.split('/').pop()}.map\n`);
    // Relative paths, since another checkout may take the build from a cache, and its traces must name its own sources.
    const sources = [relative(dirname(target), join(root, file))];
    if (map) writeFileSync(`${target}.map`, JSON.stringify({ ...JSON.parse(map), sources }));
  }),
);
// Node reads and keeps the source map of each file that it loads while source maps are enabled. Those of packages would
// cost each service a tenth of the CPU of its start, and 12 MB. V8's space for young objects would grow by 23 MB during
// loading and never shrink, so it stays small until then, and grows by V8's default factor under load.
// A signal without a listener does not end the first process of a container, and nothing listens during loading: there
// the process ends once everything is loaded. Elsewhere the system ends it at once.
const main = `if (process.pid === 1) {
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.once(signal, () => process.listenerCount(signal) > 0 || process.exit(0));
}
const { _extensions } = require('node:module');
const { setFlagsFromString } = require('node:v8');
const load = _extensions['.js'];
_extensions['.js'] = (module, file) => {
  process.setSourceMapsEnabled(!file.includes('node_modules'));
  try {
    load(module, file);
  } finally {
    process.setSourceMapsEnabled(true);
  }
};
setFlagsFromString('--semi-space-growth-factor=1');
require('./apps/${app}/src/main.js');
setFlagsFromString('--semi-space-growth-factor=2');
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
