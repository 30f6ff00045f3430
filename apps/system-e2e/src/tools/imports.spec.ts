import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';

const ROOT = workspaceRoot();
const PROGRAM = join(ROOT, 'tools/imports.mjs');
const MAIN = 'apps/gateway/src/main.ts';

/** Checks a workspace that consists of these files only, by the rules of this one. */
function check(sources: Record<string, string>): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'imports-'));
  try {
    for (const file of ['tsconfig.json', 'tsconfig.base.json']) cpSync(join(ROOT, file), join(folder, file));
    for (const kind of ['apps', 'libs']) mkdirSync(join(folder, kind));
    for (const [path, text] of Object.entries(sources)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, folder], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const importing = (...paths: string[]): string =>
  [...paths.map((path, at) => `import { a as a${at} } from '${path}';\n`), 'export const a = 1;\n'].join('');
const importingType = (path: string): string =>
  `import type { A } from '${path}';\n\nexport interface A {\n  readonly a?: A;\n}\n`;

describe('the check of who imports whom', () => {
  it('allows imports in one direction, and circles of folders that only modules and specs close', () => {
    const { status, output } = check({
      [MAIN]: importing('./rides/rides.module'),
      'apps/gateway/src/rides/rides.module.ts': importing('../drivers/driver', './ride'),
      'apps/gateway/src/rides/ride.ts': importing(),
      'apps/gateway/src/rides/ride.spec.ts': importing('../drivers/driver', '../../test/ride.builder'),
      'apps/gateway/src/drivers/driver.ts': importing('../rides/ride'),
      'apps/gateway/test/ride.builder.ts': importing('../src/rides/ride'),
    });
    expect(output).toBe('');
    expect(status).toBe(0);
  });

  it.each([
    ['', importing],
    [' that is made by types alone', importingType],
  ])('refuses a circle of files%s, and names them', (_how, importingBack) => {
    const { status, output } = check({
      [MAIN]: importing('./ride'),
      'apps/gateway/src/ride.ts': importing('./driver'),
      'apps/gateway/src/driver.ts': importingBack('./ride'),
    });
    expect(output).toContain(
      'These files import each other in a circle: ' +
        'apps/gateway/src/driver.ts -> apps/gateway/src/ride.ts -> apps/gateway/src/driver.ts',
    );
    expect(status).toBe(1);
  });

  it('refuses a circle of files that includes a spec', () => {
    const { status, output } = check({
      'apps/gateway/src/ride.spec.ts': importing('../test/ride.builder'),
      'apps/gateway/test/ride.builder.ts': importing('../src/ride.spec'),
    });
    expect(output).toContain('apps/gateway/src/ride.spec.ts -> apps/gateway/test/ride.builder.ts');
    expect(status).toBe(1);
  });

  it.each([
    ['', importing],
    [' that is made by types alone', importingType],
  ])('refuses a circle of folders%s, and names the imports that make it', (_how, importingBack) => {
    const { status, output } = check({
      [MAIN]: importing('./rides/ride', './rides/stops/stop'),
      'apps/gateway/src/rides/ride.ts': importing('../drivers/driver'),
      'apps/gateway/src/drivers/driver.ts': importing(),
      'apps/gateway/src/drivers/place.ts': importingBack('../rides/stops/stop'),
      'apps/gateway/src/rides/stops/stop.ts': importing(),
      'apps/gateway/src/place.process.ts': importing('./drivers/place'),
    });
    const folders = ['drivers', 'rides', 'drivers'].map((name) => `apps/gateway/src/${name}`);
    expect(output).toContain(`These folders import each other in a circle: ${folders.join(' -> ')}`);
    expect(output).toContain('apps/gateway/src/rides/ride.ts imports apps/gateway/src/drivers/driver.ts');
    expect(output).toContain(
      'apps/gateway/src/drivers/place.ts imports apps/gateway/src/rides/stops/stop.ts',
    );
    expect(status).toBe(1);
  });

  it('refuses an import from test/ in what ships', () => {
    const { status, output } = check({
      [MAIN]: importing('../test/ride.builder'),
      'apps/gateway/test/ride.builder.ts': importing(),
    });
    expect(output).toContain(`src/ ships, and test/ does not: ${MAIN} -> apps/gateway/test/ride.builder.ts`);
    expect(status).toBe(1);
  });

  it('checks what runs in the browser as it checks what runs on the server', () => {
    const { status, output } = check({
      'apps/dashboard/src/main.ts': importing(),
      'apps/dashboard/page/main.tsx': `import('./live/live.view');\n`,
      'apps/dashboard/page/live/live.view.tsx': importing('../look/chart'),
      'apps/dashboard/page/look/chart.tsx': importing('../live/live.view'),
      'apps/dashboard/page/look/forgotten.tsx': importing(),
    });
    expect(output).toContain('page/live/live.view.tsx -> apps/dashboard/page/look/chart.tsx');
    expect(output).toContain('move it to test/, or delete it: apps/dashboard/page/look/forgotten.tsx');
    expect(output).not.toContain('delete it: apps/dashboard/page/live');
    expect(status).toBe(1);
  });

  it('refuses a file in src/ that nothing or only specs import', () => {
    const { status, output } = check({
      [MAIN]: importing(),
      'apps/gateway/src/ride.builder.ts': importing(),
      'apps/gateway/src/ride.spec.ts': importing('./ride.builder'),
      'apps/gateway/src/forgotten.ts': importing(),
    });
    for (const name of ['ride.builder', 'forgotten']) {
      expect(output).toContain(`move it to test/, or delete it: apps/gateway/src/${name}.ts`);
    }
    expect(status).toBe(1);
  });
});
