import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NOTICED_EVERY_MS = 50;

/**
 * Runs in the service before its own code, and shifts `Date` by the milliseconds that the file contains. Its text is
 * written to a script, so it may use nothing but its parameters.
 */
function shiftClock(fs: Pick<typeof import('node:fs'), 'readFileSync'>, file: string, everyMs: number): void {
  const Real = Date;
  let shiftMs = 0;
  const look = () => {
    shiftMs = Number(fs.readFileSync(file, 'utf8'));
  };
  const now = () => Real.now() + shiftMs;
  look();
  setInterval(look, everyMs).unref();
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as object,
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
}

/** Separate clocks for services, which a test sets; the clocks of the machine, the broker and the database stay. */
export class ShiftedClocks {
  private readonly folder = mkdtempSync(join(tmpdir(), 'ride-hailing-clocks-'));

  /** Environment variables that the service needs from its start. */
  environmentOf(service: string): { NODE_OPTIONS: string } {
    this.set(service, 0);
    const script = join(this.folder, `${service}.cjs`);
    const file = JSON.stringify(this.fileOf(service));
    writeFileSync(script, `(${shiftClock.toString()})(require('node:fs'), ${file}, ${NOTICED_EVERY_MS});\n`);
    return { NODE_OPTIONS: `--require ${script}` };
  }

  /** Sets a service's clock ahead by `byMs`, at its next start or within 50 ms while it runs. */
  set(service: string, byMs: number): void {
    writeFileSync(this.fileOf(service), String(byMs));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private fileOf(service: string): string {
    return join(this.folder, service);
  }
}
