import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(__dirname, '../../..');
const STEP_WITHIN_MS = 60_000;
const PROTO = 'libs/contracts/proto';

type Built = 'ride-service' | 'driver-service' | 'gateway';

/** A replacement in a source file, which must contain `from` exactly `times` times. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Default 1. */
  readonly times?: number;
}

/** A new source file. */
export interface Addition {
  readonly file: string;
  readonly text: string;
}

/** @throws Error when the source does not contain `from` exactly `times` times */
export function edited(text: string, { file, from, to, times = 1 }: Edit): string {
  const found = text.split(from).length - 1;
  if (found !== times) throw new Error(`${file} has "${from}" ${found} times, not ${times}`);
  return text.replaceAll(from, () => to);
}

/** Another release of some services, built from changed sources. */
export class ChangedBuild {
  private constructor(private readonly folder: string) {}

  /** Copies the sources, changes them, regenerates the code of the contracts if need be, and builds. */
  static async of(
    edits: readonly (Edit | Addition)[],
    services: readonly Built[] = ['ride-service', 'driver-service'],
  ): Promise<ChangedBuild> {
    const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-changed-'));
    const apps = services.map((service) => `apps/${service}`);
    for (const part of [...apps, 'libs', 'tools', '.swcrc', 'package.json', 'tsconfig.base.json']) {
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const edit of edits) {
      const file = join(folder, edit.file);
      writeFileSync(file, 'text' in edit ? edit.text : edited(readFileSync(file, 'utf8'), edit));
    }
    if (edits.some(({ file }) => file.startsWith(PROTO))) {
      const buf = join(ROOT, 'node_modules/@bufbuild/buf/bin/buf');
      await run(process.execPath, [buf, 'generate'], { cwd: join(folder, PROTO), timeout: STEP_WITHIN_MS });
    }
    const builder = join(folder, 'tools/build-app.mjs');
    await Promise.all(
      services.map((service) => run(process.execPath, [builder, service], { timeout: STEP_WITHIN_MS })),
    );
    return new ChangedBuild(folder);
  }

  /** The folder of a service's build, with its main.js. */
  dist(service: Built): string {
    return join(this.folder, 'dist', service);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
