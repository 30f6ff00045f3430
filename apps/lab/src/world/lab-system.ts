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
import { type CommittedChange, OWNER_LOG, sumOf } from '@ride-hailing/testing';
import type { RunContext } from '../runner/experiment';
import { serviceProfiling } from '../runner/service-profiling';
import { LabBroker } from './lab-broker';
import { LabDatabases } from './lab-databases';

const METRICS_WITHIN_MS = 5_000;
const DRIVERS_STAY_FREE_MS = 60 * 60_000;

export interface LabSystemOptions {
  /** Besides hybrid, which is always on. Default: none. */
  readonly approaches?: readonly Approach[];
  /** Default: all. */
  readonly services?: StackOptions['services'];
  readonly proxies?: readonly ProxyRequest[];
  /** By process: on top of what the lab sets. */
  readonly env?: StackOptions['env'];
  /** True: services and servers have certificates. Default false. */
  readonly tls?: boolean;
  /** False when dist/ is known to be fresh. */
  readonly build: boolean;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** The real, built system with one approach on, in a private folder that goes when it stops. */
export class LabSystem {
  private constructor(
    readonly stack: Stack,
    readonly token: string,
    readonly databases: LabDatabases,
    readonly broker: LabBroker,
  ) {}

  /**
   * One that goes with the experiment; its services are profiled when that is asked for and they are named.
   * @throws StackError when something does not start
   */
  static async ofExperiment(
    { belongings, needsBuild, signal, step, profileFolder }: RunContext,
    { env = {}, ...options }: Omit<LabSystemOptions, 'build' | 'log' | 'signal'>,
  ): Promise<LabSystem> {
    const profiled = (options.services ?? []).map((name) => [
      name,
      { ...env[name], ...serviceProfiling(name, profileFolder) },
    ]);
    const system = await LabSystem.start({
      ...{ ...options, build: needsBuild((options.services ?? ['all']).join()), signal, log: step },
      env: { ...env, ...(Object.fromEntries(profiled) as typeof env) },
    });
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
        return new LabSystem(stack, token, new LabDatabases(stack), broker);
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

  /** CPU seconds that these processes of the system, and those beside it, have used together since their start. */
  cpuSecondsOf(names: readonly string[], beside: readonly (number | undefined)[] = []): number {
    const pids = [...names.map((name) => this.process(name).pid), ...beside];
    const used = cpuSeconds(pids.map((pid, at) => ({ name: String(at), pid })));
    return Object.values(used).reduce((sum, seconds) => sum + seconds, 0);
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
  ownerLog(): Promise<CommittedChange[]> {
    return this.databases.rows<CommittedChange>('ride_service', OWNER_LOG);
  }

  async waitingEvents(): Promise<number> {
    const unpublished = 'SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL';
    const [row] = await this.databases.rows<{ n: number }>('ride_service', unpublished);
    return row?.n ?? 0;
  }

  /** At once. */
  async kill(): Promise<void> {
    await this.stack.kill();
    await Promise.allSettled([this.broker.close(), this.databases.close()]);
    this.remove();
  }

  async stop(): Promise<void> {
    await this.broker.close();
    await this.databases.close();
    await this.stack.stop();
    this.remove();
  }

  /** Postgres keeps its data elsewhere when its user cannot reach the folder. */
  private remove(): void {
    for (const folder of [this.stack.folder, this.stack.dataFolder])
      rmSync(folder, { recursive: true, force: true });
  }
}
