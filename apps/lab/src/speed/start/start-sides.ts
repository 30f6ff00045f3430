import { nowMs } from '@ride-hailing/testing';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { reservePortBlock, Terminal, workspaceRoot } from '@ride-hailing/stack';
import { UnverifiedError } from '../../lab.errors';
import { residentBytes } from '../../measuring/memory';
import type { Measurement, OpenExperiment, RunContext } from '../../runner/experiment';
import { openSides } from '../sides/sides';
import { firstAnswer } from './first-answer';

/** The first start builds, and finds or fetches the servers. */
const FIRST_WITHIN_MS = 180_000;
const WARM_WITHIN_MS = 60_000;
const DRIVER = 'd-1';
/** Those that a system without simulator and page has. */
const SERVICES = 4;

interface StartPlan {
  readonly simulator: boolean;
  /** Between the first answer and the look at the memory; 0: no look. */
  readonly idleSeconds: number;
}

interface Place {
  readonly folder: string;
  readonly portBase: number;
  readonly simulator: boolean;
}

const standIn = (kind: string, { folder, portBase, simulator }: Place): string => {
  const program = join(__dirname, 'stand-in-system.process.ts');
  return `node -r @swc-node/register '${program}' ${kind} '${folder}' ${portBase} ${simulator}`;
};

/** What is typed to start each side. */
const COMMANDS = {
  project: ({ portBase, simulator }: Place) =>
    `npm start -- --port-base ${portBase}${simulator ? '' : ' --no-simulator --no-dashboard'}`,
  naive: (place: Place) => standIn('from-source', place),
  limit: (place: Place) => standIn('bare', place),
};
type SideId = keyof typeof COMMANDS;

/** The sides start the same servers on the same data, one after the other, in a private folder. */
export async function openStart(context: RunContext, plan: StartPlan): Promise<OpenExperiment> {
  const { signal, belongings } = context;
  const folder = belongings.folder();
  const env = { ...process.env, STACK_FOLDER: folder };
  const args = [join(workspaceRoot(), 'tools/stack.mjs'), 'token', '--role', 'dispatcher', '--sub', 'bench'];
  const token = execFileSync(process.execPath, args, { env, encoding: 'utf8', timeout: 30_000 }).trim();

  /** Starts it, waits for its first answer, looks at what it is then, and stops it. */
  async function running<T>(
    side: SideId,
    { simulator, withinMs }: { simulator: boolean; withinMs: number },
    look: (tookMs: number) => Promise<T>,
  ): Promise<T> {
    const ports = await reservePortBlock();
    const line = COMMANDS[side]({ folder, portBase: ports.base, simulator });
    const startedAt = nowMs();
    const system = new Terminal(folder, line);
    belongings.own({ stop: () => system.close() });
    const asked = { gateway: `http://127.0.0.1:${ports.base}`, token, driverId: DRIVER };
    const isRunning = () => !system.hasEnded;
    try {
      return await look((await firstAnswer(asked, { withinMs, signal, isRunning })) - startedAt);
    } catch (error) {
      if (!(error instanceof UnverifiedError)) throw error;
      throw new UnverifiedError(`${side}: ${error.message}\n${system.output.slice(-2_000)}`);
    } finally {
      await system.close();
      await ports.release();
    }
  }

  const measureOf = (side: SideId) => (): Promise<Measurement> =>
    running(side, { simulator: plan.simulator, withinMs: WARM_WITHIN_MS }, async (tookMs) => {
      const answered = `GET /drivers/${DRIVER} answered with ${DRIVER} through the gateway`;
      if (plan.idleSeconds === 0) return { values: { firstAnswer: tookMs }, verified: answered };
      await delay(plan.idleSeconds * 1_000, undefined, { signal });
      return idleMemoryIn(folder, answered);
    });

  context.step('first start');
  // So that the next starts are warm.
  await running('project', { simulator: true, withinMs: FIRST_WITHIN_MS }, async () => undefined);
  return openSides({
    ...{ naive: measureOf('naive'), project: measureOf('project'), limit: measureOf('limit') },
  });
}

interface StackFile {
  readonly processes: readonly { readonly name: string; readonly pid: number; readonly url: string }[];
}

/** Of each service, and of the one that has most. @throws UnverifiedError when one is not ready any more */
async function idleMemoryIn(folder: string, answered: string): Promise<Measurement> {
  const { processes } = JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8')) as StackFile;
  const services = processes.filter(({ url }) => url.startsWith('http'));
  const values: Record<string, number> = {};
  for (const { name, pid, url } of services) {
    const { status } = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    const bytes = residentBytes(pid);
    if (status !== 200 || bytes === undefined)
      throw new UnverifiedError(`${name} answered ${status} when idle`);
    values[name] = bytes;
  }
  if (services.length !== SERVICES)
    throw new UnverifiedError(`${services.length} services run, not ${SERVICES}`);
  const names = services.map(({ name }) => name).join(', ');
  return {
    values: { ...values, largest: Math.max(...Object.values(values)) },
    verified: `${answered}; ${names} ready when they were looked at`,
  };
}
