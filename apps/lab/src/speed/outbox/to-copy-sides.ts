import { join } from 'node:path';
import { cpuSeconds } from '../../measuring/cpu-time';
import type { Program } from '@ride-hailing/testing';
import type { Stack } from '@ride-hailing/stack';
import type { Pool } from 'pg';
import { LabError, UnverifiedError } from '../../lab.errors';
import { startProgram, startSystem } from '../../runner/systems';
import type { RunContext, Measurement, OpenExperiment } from '../../runner/experiment';
import { BenchStreams, operatorOf } from './bench-streams';
import type { LoadAnswer, LoadOrder } from './change-loader.process';
import { keepCommitTimes, waitsToCopy } from './commit-times';
import { adminPool, BARE_COPY, BARE_RIDES, makeDatabase } from './side-database';

const COPIED_WITHIN_MS = 40_000;
const SERVICES = ['ride-service', 'driver-service'] as const;
const SERVERS = ['postgres', 'nats'];
const NAIVE_STREAM = 'NAIVE_EVENTS';
const LIMIT_STREAM = 'BARE_EVENTS';

export interface ToCopyLoad {
  readonly ratePerSecond: number;
  readonly warmSeconds: number;
  readonly seconds: number;
}

/** Who takes commands, and where the change and its copy can be seen. */
interface Side {
  readonly url: string;
  readonly token: string;
  readonly owner: Pool;
  readonly copy: Pool;
  readonly processes: () => (number | undefined)[];
}

export class ToCopySides implements OpenExperiment {
  private readonly sides = new Map<string, Side>();

  private constructor(
    private readonly context: RunContext,
    private readonly stack: Stack,
    private readonly loader: Program<LoadOrder, LoadAnswer>,
    private readonly load: ToCopyLoad,
  ) {}

  static async open(context: RunContext, load: ToCopyLoad): Promise<ToCopySides> {
    const stack = await startSystem(context, { services: SERVICES });
    context.step('Postgres once more, to keep the times of commits');
    await keepCommitTimes(stack);
    const file = join(__dirname, 'change-loader.process.ts');
    const loader = await startProgram<LoadOrder, LoadAnswer>(context, file);
    const sides = new ToCopySides(context, stack, loader, load);
    sides.sides.set('project', {
      url: stack.urls.rideService,
      token: await stack.token({ role: 'dispatcher', sub: 'bench' }),
      owner: adminPool(context, stack, 'ride_service'),
      copy: adminPool(context, stack, 'driver_service'),
      processes: () => SERVICES.map((name) => stack.process(name).pid),
    });
    if (context.profileFolder === undefined) await sides.startOthers(stack);
    return sides;
  }

  async measure(id: string, repeat: number): Promise<Measurement> {
    const side = this.sides.get(id);
    if (!side) throw new LabError(`no side ${id}`);
    const { ratePerSecond, warmSeconds } = this.load;
    const seconds = warmSeconds + this.load.seconds;
    const before = this.cpuSeconds(side);
    const { url, token } = side;
    const order = { ...this.load, url, token, seed: this.context.seed + repeat };
    const withinMs = (seconds + 30) * 1_000;
    const { rideIds, failures, answers } = await this.loader.order(order, withinMs);
    if (failures.length > 0) {
      throw new UnverifiedError(`${failures.length} of ${answers.count} changes failed: ${failures[0]}`);
    }
    const { waits, changesPerSecond, verified } = await waitsToCopy(side, rideIds, COPIED_WITHIN_MS);
    const cpuPer1000 = ((this.cpuSeconds(side) - before) * 1e6) / (seconds * ratePerSecond);
    const { p50: answerP50, p99: answerP99 } = answers;
    const values = { p50: waits.p50, p99: waits.p99, changesPerSecond, answerP50, answerP99, cpuPer1000 };
    return { values, latency: waits, verified };
  }

  /** Of the side's own processes and of the servers. */
  private cpuSeconds({ processes }: Side): number {
    const servers = this.stack.processes.filter(({ name }) => SERVERS.includes(name));
    const all = [...servers.map(({ pid }) => pid), ...processes()].map((pid, at) => ({ name: `${at}`, pid }));
    return Object.values(cpuSeconds(all)).reduce((sum, used) => sum + used, 0);
  }

  private async startOthers(stack: Stack): Promise<void> {
    const streams = await BenchStreams.connect(this.context, stack);
    await streams.makeLike(NAIVE_STREAM, 'naive.changed.*');
    await streams.makeLike(LIMIT_STREAM, 'bare.changed.*');
    await makeDatabase(stack, 'naive_rides');
    await makeDatabase(stack, 'naive_copy');
    await makeDatabase(stack, 'bare_rides', BARE_RIDES);
    await makeDatabase(stack, 'bare_copy', BARE_COPY);
    await this.startPair(stack, 'naive');
    await this.startPair(stack, 'bare', LIMIT_STREAM);
  }

  private async startPair(stack: Stack, name: 'naive' | 'bare', ...more: string[]): Promise<void> {
    const login = JSON.stringify(operatorOf(stack));
    const start = async <Order, Answer>(part: 'owner' | 'copy', database: string) => {
      const args = [stack.adminDatabaseUrl(database), login, ...more];
      const file = join(__dirname, `${name}-${part}.process.ts`);
      return startProgram<Order, Answer>(this.context, file, { args });
    };
    const copy = await start('copy', `${name}_copy`);
    const owner = await start<'address', string>('owner', `${name}_rides`);
    this.sides.set(name === 'bare' ? 'limit' : name, {
      url: await owner.order('address', 5_000),
      token: 'none',
      owner: adminPool(this.context, stack, `${name}_rides`),
      copy: adminPool(this.context, stack, `${name}_copy`),
      processes: () => [copy.pid, owner.pid],
    });
  }
}
