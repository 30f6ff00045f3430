import { faultOrderSchema } from '@ride-hailing/contracts/without-grpc';
import type { z } from 'zod';
import type { Faults } from '../../servers/proxies/faults';
import type { ManagedProcess } from '../../servers/processes/managed-process';
import { badField, ControlProblem } from './control-problem';
import type { ControlledSystem } from './controlled-system';
import type { SimulatorClient } from './simulator.client';

/** An order with all its defaults. */
export type WholeOrder = z.output<typeof faultOrderSchema>;

export interface FaultEffect {
  /** What has the fault: there is one fault at a time for each. */
  readonly target: string;
  readonly title: string;
  /** The fault is over when this process has died, or is stopped or started. */
  readonly process?: ManagedProcess;
  /** @throws ControlProblem when it cannot have the fault now */
  begin(): Promise<void>;
  /** Rejects when the fault could not be ended; it is tried again. */
  end(): Promise<void>;
}

type OrderOf<Kind extends WholeOrder['kind']> = Extract<WholeOrder, { kind: Kind }>;

export function processNamed(
  { processes }: Pick<ControlledSystem, 'processes'>,
  name: string,
): ManagedProcess {
  const found = processes.find((one) => one.name === name);
  if (found) return found;
  throw badField('process', `must be one of ${processes.map((one) => one.name).join(', ')}, not "${name}"`);
}

export const mustRun = (one: ManagedProcess): void => {
  if (!one.isRunning) throw new ControlProblem(409, `${one.name} does not run`);
};

function processEffect(
  { kind, process }: OrderOf<'frozen' | 'killed'>,
  system: ControlledSystem,
): FaultEffect {
  const one = processNamed(system, process);
  const begin = { frozen: async () => one.freeze(), killed: () => one.kill() };
  const end = { frozen: async () => one.thaw(), killed: () => one.start() };
  return {
    target: one.name,
    title: `${one.name} ${kind}`,
    process: one,
    begin: async () => {
      mustRun(one);
      await begin[kind]();
    },
    end: end[kind],
  };
}

const LINK_FAULTS: Record<OrderOf<'link'>['effect'], (order: OrderOf<'link'>) => Partial<Faults>> = {
  slow: ({ latencyMs }) => ({ latencyMs }),
  lost: () => ({ blocked: 'both' }),
  reset: () => ({ connections: 'reset' }),
  'half-open': () => ({ connections: 'half-open' }),
  narrow: ({ bytesPerSecond }) => ({ bytesPerSecond }),
};

function linkEffect(order: OrderOf<'link'>, { links }: ControlledSystem): FaultEffect {
  const { from, to, effect } = order;
  if (links.length === 0)
    throw new ControlProblem(409, 'there are no proxies: npm start with --no-dashboard');
  const ofFrom = links.filter((link) => link.from === from);
  const allowed = (names: readonly string[]) => [...new Set(names)].join(', ');
  if (ofFrom.length === 0) {
    throw badField('from', `must be one of ${allowed(links.map((link) => link.from))}, not "${from}"`);
  }
  const link = ofFrom.find((one) => one.to === to);
  if (!link) {
    throw badField('to', `must be one of ${allowed(ofFrom.map((one) => one.to))} after ${from}, not "${to}"`);
  }
  return {
    target: `${from} > ${to}`,
    title: `${from} > ${to} ${effect}`,
    begin: async () => link.set(LINK_FAULTS[effect](order)),
    end: async () => link.heal(),
  };
}

function updatesEffect(
  order: OrderOf<'updates'>,
  system: ControlledSystem,
  simulator: SimulatorClient | undefined,
): FaultEffect {
  if (!simulator) throw new ControlProblem(409, 'there is no fleet-simulator');
  const { duplicates, outOfOrder, invalid } = order;
  const wanted = { duplicates, outOfOrder, invalid };
  const parts = Object.entries(wanted).flatMap(([name, share]) => (share > 0 ? [`${share} ${name}`] : []));
  if (parts.length === 0) throw badField('duplicates', 'or outOfOrder or invalid must be above 0');
  const process = processNamed(system, 'fleet-simulator');
  let before: typeof wanted | undefined;
  return {
    target: 'updates',
    title: `driver updates: ${parts.join(', ')}`,
    process,
    begin: async () => {
      before = await simulator.rates();
      await simulator.change(wanted);
    },
    // A simulator that is started again begins with its own rates.
    end: async () => {
      if (!before || !process.isRunning) return;
      const { duplicates, outOfOrder, invalid } = before;
      await simulator.change({ duplicates, outOfOrder, invalid });
    },
  };
}

/**
 * @throws ControlProblem that lists what is allowed when the order names something that does not exist
 */
export function effectOf(
  order: WholeOrder,
  system: ControlledSystem,
  simulator: SimulatorClient | undefined,
): FaultEffect {
  if (order.kind === 'link') return linkEffect(order, system);
  if (order.kind === 'updates') return updatesEffect(order, system, simulator);
  return processEffect(order, system);
}
