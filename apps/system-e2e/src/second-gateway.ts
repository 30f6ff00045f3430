import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '@ride-hailing/testing';
import { call } from './http';
import type { System } from './system';

/** Offsets of the system's first port that nothing else of it uses. */
const HTTP_OFFSET = 5;
const GRPC_OFFSET = 15;
const READY_WITHIN_MS = 30_000;

/** Another gateway on the same database, as a process of its own. */
export class SecondGateway {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(system: System): Promise<SecondGateway> {
    const { command, args, env, cwd } = system.process('gateway').spec;
    const first = Number(new URL(system.gateway).port);
    const ports = { HTTP_PORT: String(first + HTTP_OFFSET), GRPC_PORT: String(first + GRPC_OFFSET) };
    const child = spawn(command, args, { cwd, env: { ...env, ...ports }, stdio: 'ignore' });
    const gateway = new SecondGateway(child, `http://127.0.0.1:${ports.HTTP_PORT}`);
    const isReady = async () =>
      (await call(`${gateway.url}/health/ready`).catch(() => undefined))?.status === 200;
    await eventually(isReady, { timeoutMs: READY_WITHIN_MS });
    return gateway;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }
}
