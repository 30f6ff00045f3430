import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { IntegrationInfrastructure } from '@ride-hailing/stack';
import { freePort, TestTokens } from '@ride-hailing/testing';

const tokens = new TestTokens();

/** The environment of a process of Ride Service, without its ports. */
export function environmentOf(
  infrastructure: Pick<IntegrationInfrastructure, 'natsUrl' | 'credentials'>,
  databaseUrl: string,
): Record<string, string> {
  const { user, password } = infrastructure.credentials('ride-service');
  return {
    DATABASE_URL: databaseUrl,
    NATS_URL: infrastructure.natsUrl,
    NATS_USER: user,
    NATS_PASSWORD: password,
  };
}

/** The service's `main.ts` in a process of its own, as `nx serve` runs it. */
export class RideServiceProcess {
  readonly log: string[] = [];
  private readonly exited: Promise<number | NodeJS.Signals>;

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly grpcUrl: string,
  ) {
    this.exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
    if (child.stdout) createInterface(child.stdout).on('line', (line) => this.log.push(line));
  }

  static async start(environment: Record<string, string>): Promise<RideServiceProcess> {
    const main = join(__dirname, '../src/main.ts');
    const [http, grpc] = [await freePort(), await freePort()];
    const ports = { HTTP_PORT: String(http), GRPC_PORT: String(grpc) };
    const child = spawn(process.execPath, ['-r', '@swc-node/register', main], {
      cwd: join(__dirname, '../../..'),
      env: { ...environment, ...ports, JWT_PUBLIC_KEY: tokens.publicPem },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new RideServiceProcess(child, `http://127.0.0.1:${http}`, `127.0.0.1:${grpc}`);
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
