import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { FaultProxy, type Stack, type Target, workspaceRoot } from '@ride-hailing/stack';
import { UnverifiedError } from '../../lab.errors';

const ENDS_WITHIN_MS = 600_000;

const CPU_AT_EXIT = join(__dirname, 'cpu-at-exit.process.ts');

/** How a consumer that has nothing yet gets what an approach keeps: by a job, over one way. */
export interface Fill {
  /** Of driver-service. */
  readonly table: string;
  /** The program and its arguments. */
  readonly job: readonly string[];
  /** Whether it runs at the owner, and is a load there. */
  readonly isOwners: boolean;
  /** `host:port` of what the job talks to beside its own database. */
  readonly peer: (stack: Stack) => string;
  /** @param through the address of the peer, for the job */
  readonly env: (stack: Stack, through: string) => Record<string, string>;
}

const natsHost = ({ natsUrl }: Stack): string => new URL(natsUrl).host;

/** By side; what is not here keeps nothing of its own. */
export const FILLS: Readonly<Record<string, Fill>> = {
  'hybrid/none': {
    table: 'ride_copy',
    job: ['driver-service/src/ride-copy-repair/main.ts', 'rebuild', 'ride-copy'],
    isOwners: false,
    peer: ({ urls }) => urls.rideServiceGrpc,
    env: (stack, through) => ({
      DATABASE_URL: stack.databaseUrl('driver-service'),
      RIDE_SERVICE_GRPC_URL: through,
    }),
  },
  'event-replication': {
    table: 'ride_replica',
    job: ['ride-service/src/republish/main.ts', 'ride-publications'],
    isOwners: true,
    peer: natsHost,
    env: (stack, through) => {
      const { user, password } = stack.credentials('ride-service');
      return {
        DATABASE_URL: stack.databaseUrl('ride-service'),
        ...{ NATS_URL: `nats://${through}`, NATS_USER: user, NATS_PASSWORD: password },
        APPROACHES: 'event-replication',
      };
    },
  },
};

const targetOf = (address: string): Target => {
  const { hostname: host, port } = new URL(`tcp://${address}`);
  return { host, port: Number(port) };
};

export interface Filled {
  /** Sent and got. */
  readonly bytes: number;
  readonly cpuSeconds: number;
}

/** Runs the job to its end. @throws UnverifiedError when it fails */
export async function fill({ job, peer, env }: Fill, stack: Stack, signal: AbortSignal): Promise<Filled> {
  const proxy = await FaultProxy.start(targetOf(peer(stack)));
  try {
    const [program = '', ...args] = job;
    const child = spawn(
      process.execPath,
      ['-r', '@swc-node/register', '-r', CPU_AT_EXIT, join(workspaceRoot(), 'apps', program), ...args],
      {
        cwd: workspaceRoot(),
        env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...env(stack, proxy.address) },
        stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
        signal: AbortSignal.any([signal, AbortSignal.timeout(ENDS_WITHIN_MS)]),
        killSignal: 'SIGKILL',
      },
    );
    let [said, cpu] = ['', ''];
    (child.stderr as Readable)
      .setEncoding('utf8')
      .on('data', (text: string) => (said = (said + text).slice(-1_000)));
    (child.stdio[3] as Readable).setEncoding('utf8').on('data', (text: string) => (cpu += text));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new UnverifiedError(`${job.join(' ')} ended with ${code}: ${said}`);
    const { toServer, toClient } = proxy.bytes();
    return { bytes: toServer + toClient, cpuSeconds: Number(cpu) / 1e6 };
  } finally {
    await proxy.close();
  }
}
