import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { TestTokens } from '@ride-hailing/testing';

const tokens = new TestTokens();

/** The service's `main.ts` in a process of its own, as `nx serve` runs it. */
export class RideServiceProcess {
  readonly log: string[] = [];
  private readonly exited: Promise<number | NodeJS.Signals>;

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    this.exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
    if (child.stdout) createInterface(child.stdout).on('line', (line) => this.log.push(line));
  }

  static start(environment: Record<string, string> & { HTTP_PORT: string }): RideServiceProcess {
    const main = join(__dirname, '../src/main.ts');
    const child = spawn(process.execPath, ['-r', '@swc-node/register', main], {
      cwd: join(__dirname, '../../..'),
      env: { ...environment, JWT_PUBLIC_KEY: tokens.publicPem },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new RideServiceProcess(child, `http://127.0.0.1:${environment.HTTP_PORT}`);
  }

  async call<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: T }> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(await tokens.headers('dispatcher')),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  /** @returns its exit code, or the signal that ended it */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.exited;
  }
}
