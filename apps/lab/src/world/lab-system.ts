import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Approach } from '@ride-hailing/contracts';
import { cpuSeconds } from '../measuring/cpu-time';
import {
  type Link,
  type ManagedProcess,
  type ProxyRequest,
  type Stack,
  type StackOptions,
  startStack,
} from '@ride-hailing/stack';
import { sumOf } from '@ride-hailing/testing';
import type { RunContext } from '../runner/experiment';
import type { CommittedChange } from '../history/owner-log';
import { LabBroker } from './lab-broker';
import { LabDatabases } from './lab-databases';

const METRICS_WITHIN_MS = 5_000;
const DRIVERS_STAY_FREE_MS = 60 * 60_000;

export interface LabSystemOptions {
  /** Besides hybrid, which is always on. */
  readonly approaches: readonly Approach[];
  readonly proxies?: readonly ProxyRequest[];
  /** By process: on top of what the lab sets. */
  readonly env?: StackOptions['env'];
  /** False when dist/ is known to be fresh. */
  readonly build: boolean;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

const OWNER_LOG = `
  SELECT aggregate_id AS "rideId", version, payload,
    (extract(epoch FROM created_at) * 1000)::float8 AS "loggedAt"
  FROM outbox ORDER BY created_at`;

interface LogRow {
  readonly rideId: string;
  readonly version: number;
  readonly payload: string;
  readonly loggedAt: number;
}

/** The real, built system with one approach on, in a private folder that goes when it stops. */
export class LabSystem {
  private constructor(
    readonly stack: Stack,
    readonly token: string,
    readonly databases: LabDatabases,
    readonly broker: LabBroker,
    private readonly folder: string,
  ) {}

  /** One that goes with the experiment. @throws StackError when something does not start */
  static async ofExperiment(
    { belongings, needsBuild, signal, step }: RunContext,
    options: Omit<LabSystemOptions, 'build' | 'log' | 'signal'>,
  ): Promise<LabSystem> {
    const system = await LabSystem.start({ ...options, build: needsBuild(), signal, log: step });
    return belongings.own(system);
  }

  /** @throws StackError when something does not start; nothing is left running then */
  static async start({ env = {}, ...options }: LabSystemOptions): Promise<LabSystem> {
    const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-lab-'));
    try {
      const stack = await startStack({
        ...options,
        folder,
        portBase: 'free',
        simulator: false,
        env: {
          ...env,
          gateway: { RATE_LIMIT_REQUESTS: '100000000', ...env.gateway },
          // The drivers speak once, at the start.
          'driver-service': { FREE_WITHIN_MS: String(DRIVERS_STAY_FREE_MS), ...env['driver-service'] },
        },
      });
      try {
        const token = await stack.token({ role: 'dispatcher', sub: 'lab', hours: 12 });
        const broker = await LabBroker.connect(stack);
        return new LabSystem(stack, token, new LabDatabases(stack), broker, folder);
      } catch (error) {
        await stack.stop();
        throw error;
      }
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  process(name: string): ManagedProcess {
    return this.stack.process(name);
  }

  proxy(...way: Parameters<Stack['proxy']>): Link {
    return this.stack.proxy(...way);
  }

  /** CPU seconds that each process has used since its start. */
  cpuSeconds(): Record<string, number> {
    return cpuSeconds(this.stack.processes);
  }

  /** Calls for rides and their details that the owner has served since its start. */
  async ownerCalls(): Promise<number> {
    const url = `${this.stack.urls.rideService}/metrics`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(METRICS_WITHIN_MS) });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    // What readers cause: the other calls that the owner serves belong to assignments and repairs.
    return sumOf(await answer.text(), 'grpc_server_calls_total', 'method="RideDetailsService/');
  }

  /** Every change of every ride, as the owner wrote it down in the transaction that made it. */
  async ownerLog(): Promise<CommittedChange[]> {
    const rows = await this.databases.rows<LogRow>('ride_service', OWNER_LOG);
    return rows.map(({ rideId, version, payload, loggedAt }) => {
      const { status, driverId } = JSON.parse(payload) as Pick<CommittedChange, 'status' | 'driverId'>;
      return { rideId, version, status, driverId, loggedAt };
    });
  }

  async waitingEvents(): Promise<number> {
    const unpublished = 'SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL';
    const [row] = await this.databases.rows<{ n: number }>('ride_service', unpublished);
    return row?.n ?? 0;
  }

  /** At once. */
  async kill(): Promise<void> {
    await this.stack.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await this.broker.close();
    await this.databases.close();
    await this.stack.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
