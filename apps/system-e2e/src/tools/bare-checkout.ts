import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMark, until, workspaceRoot } from '@ride-hailing/stack';

const WITHIN_MS = 20_000;

/** A temporary checkout with only the tools of this one and `files`, where scripts run with a stand-in for npm. */
export class BareCheckout {
  readonly folder = mkdtempSync(join(tmpdir(), 'bare-checkout-'));
  private readonly started: ChildProcess[] = [];

  /** @param files texts keyed by name; `npm.js` is the stand-in for npm, `script.mjs` the script to start */
  constructor(files: Readonly<Record<'npm.js' | 'script.mjs' | (string & {}), string>>) {
    mkdirSync(join(this.folder, 'tools'));
    const tools = join(workspaceRoot(), 'tools');
    for (const name of readdirSync(tools).filter((one) => /\.[mc]js$/.test(one)))
      copyFileSync(join(tools, name), join(this.folder, 'tools', name));
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  write(name: string, text = ''): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** The text of a file; empty when it does not exist. */
  read(name: string): string {
    return this.has(name) ? readFileSync(join(this.folder, name), 'utf8') : '';
  }

  has(name: string): boolean {
    return existsSync(join(this.folder, name));
  }

  names(folder = '.'): string[] {
    return readdirSync(join(this.folder, folder));
  }

  /** Starts the script with only PATH and `environment`. */
  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const npm = join(this.folder, 'npm.js');
    const env = { PATH: process.env.PATH, npm_execpath: npm, ...environment };
    const child = spawn(process.execPath, ['script.mjs', ...args], { cwd: this.folder, env });
    this.started.push(child);
    const printed = { out: '', err: '' };
    child.stdout.on('data', (data: Buffer) => (printed.out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (printed.err += data.toString()));
    return {
      child,
      printed,
      /** Resolves with false when it has not printed the text within 20 s. */
      says: (text: string) => until(() => `${printed.out}${printed.err}`.includes(text), WITHIN_MS),
      ended: once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    };
  }

  /** @param leftOver processes that a script may have left */
  clean(leftOver: readonly (number | undefined)[]): void {
    for (const child of this.started) child.kill('SIGKILL');
    for (const pid of leftOver) if (pid && startMark(pid)) process.kill(pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
