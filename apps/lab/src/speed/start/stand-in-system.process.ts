import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformFileSync } from '@swc/core';
import { startStack, StopSignals, workspaceRoot } from '@ride-hailing/stack';

const ROOT = workspaceRoot();
/** Inside the checkout, so that packages are found from there. */
const BUILDS = join(ROOT, 'dist/bench');

const SERVICES = ['ride-service', 'driver-service', 'gateway', 'phone-access', 'fleet-simulator'] as const;

function build(name: string, main: string): string {
  const folder = join(BUILDS, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.js'), main);
  return folder;
}

function fromSource(): Record<string, string> {
  const main = (service: string) =>
    `require('@swc-node/register');\nrequire(${JSON.stringify(join(ROOT, 'apps', service, 'src/main.ts'))});\n`;
  return Object.fromEntries(
    SERVICES.map((service) => [service, build(`from-source/${service}`, main(service))]),
  );
}

/** As compiled beforehand as the services are, by the same compiler. */
function bare(): Record<string, string> {
  const { jsc, module } = JSON.parse(readFileSync(join(ROOT, '.swcrc'), 'utf8')) as Record<string, object>;
  const { code } = transformFileSync(join(__dirname, 'bare-service.ts'), {
    swcrc: false,
    jsc,
    module,
  } as object);
  const folder = build('bare', code);
  return Object.fromEntries(SERVICES.map((service) => [service, folder]));
}

/** Folders with a `main.js` for each service, other than the built ones. */
const buildsOf = (kind: string): Record<string, string> => (kind === 'bare' ? bare() : fromSource());

/** The system with other services than the built ones, until a signal: what `npm start` is compared with. */
async function run([kind, folder, portBase, simulator]: readonly string[]): Promise<void> {
  const stop = new StopSignals();
  const stack = await startStack({
    folder: String(folder),
    portBase: Number(portBase),
    // Riders only where there are services that carry rides.
    simulator: simulator === 'true' && kind === 'from-source' && { drivers: 200, ridesPerSecond: 2 },
    dist: buildsOf(String(kind)),
    build: false,
    signal: stop.signal,
  });
  await stop.wait();
  await stack.stop();
}

void run(process.argv.slice(2)).finally(() => process.exit());
