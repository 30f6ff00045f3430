import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NOTICED_EVERY_MS = 50;

/**
 * Runs in the service, before anything else of it: shifts `Date` by the milliseconds that the file holds. It is written
 * to a file as text, so it may use nothing but its parameters.
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

/** Clocks of services that a test sets, each by itself; those of the machine, of broker and database stay as they are. */
export class ShiftedClocks {
  private readonly folder = mkdtempSync(join(tmpdir(), 'ride-hailing-clocks-'));

  /** What the service's environment has to hold from its start. */
  environmentOf(service: string): { NODE_OPTIONS: string } {
    this.set(service, 0);
    const script = join(this.folder, `${service}.cjs`);
    const file = JSON.stringify(this.fileOf(service));
    writeFileSync(script, `(${shiftClock.toString()})(require('node:fs'), ${file}, ${NOTICED_EVERY_MS});\n`);
    return { NODE_OPTIONS: `--require ${script}` };
  }

  /** By how many milliseconds the service's clock is ahead; noticed at its next start, or soon while it runs. */
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
