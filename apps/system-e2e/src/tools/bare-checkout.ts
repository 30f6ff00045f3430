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

/** A temporary checkout with nothing but the tools of this one and `files`, in which scripts run with a stand-in for npm. */
export class BareCheckout {
  readonly folder = mkdtempSync(join(tmpdir(), 'bare-checkout-'));
  private readonly started: ChildProcess[] = [];

  /** @param files by name: their text; `npm.js` is the stand-in for npm, `script.mjs` what is started */
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

  /** The text of a file; empty when it is not there. */
  read(name: string): string {
    return this.has(name) ? readFileSync(join(this.folder, name), 'utf8') : '';
  }

  has(name: string): boolean {
    return existsSync(join(this.folder, name));
  }

  names(folder = '.'): string[] {
    return readdirSync(join(this.folder, folder));
  }

  /** Starts the script, with no more of the environment than the path. */
  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const npm = join(this.folder, 'npm.js');
    const env = { PATH: process.env.PATH, npm_execpath: npm, ...environment };
    const child = spawn(process.execPath, ['script.mjs', ...args], { cwd: this.folder, env });
    this.started.push(child);
    const said = { out: '', err: '' };
    child.stdout.on('data', (data: Buffer) => (said.out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (said.err += data.toString()));
    return {
      child,
      said,
      /** False when it has not said so within 20 s. */
      says: (text: string) => until(() => `${said.out}${said.err}`.includes(text), WITHIN_MS),
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
