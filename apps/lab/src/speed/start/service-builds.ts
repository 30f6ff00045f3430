import { transformFileSync } from '@swc/core';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../../..');
/** Inside the checkout, so that packages are found from there. */
const BUILDS = join(ROOT, 'dist/bench');

const SERVICES = ['ride-service', 'driver-service', 'gateway', 'fleet-simulator'] as const;

export type StandIn = 'from-source' | 'bare';

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
export const buildsOf = (kind: StandIn): Record<string, string> => (kind === 'bare' ? bare() : fromSource());
