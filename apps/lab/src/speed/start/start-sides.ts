import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../measuring/clock';
import { residentBytes } from '../../measuring/memory';
import { reservePortBlock } from '@ride-hailing/stack';
import { UnverifiedError } from '../../lab.errors';
import type { RunContext, Measurement, OpenExperiment } from '../../runner/experiment';
import { firstAnswer } from './first-answer';
import { type StartSide, SystemCommand, type SystemOptions } from './system-command';

const STACK_TOOL = join(__dirname, '../../../../../tools/stack.mjs');
/** The first start builds, and finds or fetches the servers. */
const FIRST_WITHIN_MS = 180_000;
const WARM_WITHIN_MS = 60_000;
const DRIVER = 'd-1';

interface StartPlan {
  readonly simulator: boolean;
  /** Between the first answer and the look at the memory; 0: no look. */
  readonly idleSeconds: number;
}

interface Started {
  readonly system: SystemCommand;
  readonly tookMs: number;
}

/** The sides start the same servers on the same data, one after the other, in a private folder. */
export class StartSides implements OpenExperiment {
  private token = '';

  private constructor(
    private readonly context: RunContext,
    private readonly plan: StartPlan,
    private readonly folder: string,
  ) {}

  /** Starts the project once, so that the next starts are warm. */
  static async open(context: RunContext, plan: StartPlan): Promise<StartSides> {
    const sides = new StartSides(context, plan, context.belongings.folder());
    const env = { ...process.env, STACK_FOLDER: sides.folder };
    const args = [STACK_TOOL, 'token', '--role', 'dispatcher', '--sub', 'bench'];
    sides.token = execFileSync(process.execPath, args, { env, encoding: 'utf8', timeout: 30_000 }).trim();
    context.step('first start');
    await sides.running('project', { simulator: true, withinMs: FIRST_WITHIN_MS }, async () => undefined);
    return sides;
  }

  measure(side: string): Promise<Measurement> {
    const { simulator, idleSeconds } = this.plan;
    const options = { simulator, withinMs: WARM_WITHIN_MS };
    return this.running(side as StartSide, options, async ({ system, tookMs }) => {
      const answered = `GET /drivers/${DRIVER} answered with ${DRIVER} through the gateway`;
      if (idleSeconds === 0) return { values: { firstAnswer: tookMs }, verified: answered };
      await delay(idleSeconds * 1_000, undefined, { signal: this.context.signal });
      return idleMemoryOf(system, answered);
    });
  }

  /** Starts it, waits for its first answer, hands it over, and stops it. */
  private async running<T>(
    side: StartSide,
    { simulator, withinMs }: { simulator: boolean; withinMs: number },
    use: (started: Started) => Promise<T>,
  ): Promise<T> {
    const { signal, belongings } = this.context;
    const ports = await reservePortBlock();
    const options: SystemOptions = { folder: this.folder, portBase: ports.base, simulator };
    const startedAt = nowMs();
    const system = SystemCommand.start(side, options);
    belongings.own({ stop: () => system.stop() });
    const gateway = `http://127.0.0.1:${ports.base}`;
    try {
      const asked = { gateway, token: this.token, driverId: DRIVER };
      const answeredAt = await firstAnswer(asked, { withinMs, signal, isRunning: () => system.isRunning });
      return await use({ system, tookMs: answeredAt - startedAt });
    } catch (error) {
      if (!(error instanceof UnverifiedError)) throw error;
      throw new UnverifiedError(`${side}: ${error.message}\n${system.said.slice(-2_000)}`);
    } finally {
      await system.stop();
      await ports.release();
    }
  }
}

/** Of each service, and of the one that has most. @throws UnverifiedError when one is not ready any more */
async function idleMemoryOf(system: SystemCommand, answered: string): Promise<Measurement> {
  const services = system.services();
  const values: Record<string, number> = {};
  for (const { name, pid, url } of services) {
    const { status } = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    const bytes = residentBytes(pid);
    if (status !== 200 || bytes === undefined)
      throw new UnverifiedError(`${name} answered ${status} when idle`);
    values[name] = bytes;
  }
  if (services.length !== 3) throw new UnverifiedError(`${services.length} services run, not 3`);
  const names = services.map(({ name }) => name).join(', ');
  return {
    values: { ...values, largest: Math.max(...Object.values(values)) },
    verified: `${answered}; ${names} ready when they were looked at`,
  };
}
