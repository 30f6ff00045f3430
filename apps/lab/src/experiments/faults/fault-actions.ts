import type { ProxyRequest } from '@ride-hailing/stack';
import { pause, Periodic } from '@ride-hailing/timing';
import type { LabSystem } from '../../world/lab-system';

/** Both ways together: a call takes so much longer. */
const SLOW_BY_MS = 2_000;

/** An overloaded consumer gets the processor for a quarter of the time. */
const FROZEN_MS = 300;
const RUNS_MS = 100;

/** Where proxies stand for the faults and for counting bytes. */
export const WAYS: readonly ProxyRequest[] = [
  { from: 'driver-service', to: 'ride-service' },
  { from: 'driver-service', to: 'nats' },
  { from: 'driver-service', to: 'postgres' },
  { from: 'driver-service', to: 'shared-store' },
  { from: 'driver-service', to: 'ride-view' },
  { from: 'ride-service', to: 'nats' },
  { from: 'ride-service', to: 'postgres' },
  { from: 'ride-service', to: 'shared-store' },
];

type Undo = () => Promise<void>;

export interface Fault {
  readonly says: string;
  /** Makes it. Resolves at once, with what ends the fault, which resolves when the part is there again. */
  begin(system: LabSystem): Promise<Undo>;
}

const cut =
  (...ways: readonly ProxyRequest[]): Fault['begin'] =>
  (system) => {
    const links = ways.map(({ from, to }) => system.proxy(from, to));
    for (const link of links) link.set({ connections: 'reset' });
    return Promise.resolve(() => Promise.resolve(links.forEach((link) => link.heal())));
  };

const kill =
  (name: string): Fault['begin'] =>
  async (system) => {
    const killed = system.process(name);
    await killed.kill('SIGKILL');
    return async () => {
      await killed.start();
      await killed.waitReady();
    };
  };

const slow: Fault['begin'] = (system) => {
  const link = system.proxy('driver-service', 'ride-service');
  link.set({ latencyMs: SLOW_BY_MS / 2 });
  return Promise.resolve(() => Promise.resolve(link.heal()));
};

const starve =
  (name: string): Fault['begin'] =>
  (system) => {
    const consumer = system.process(name);
    const slices = new Periodic(
      async () => {
        consumer.freeze();
        await pause(FROZEN_MS);
        consumer.thaw();
      },
      { firstMs: 0, everyMs: RUNS_MS },
    );
    slices.start();
    return Promise.resolve(async () => {
      await slices.close();
    });
  };

const STORE_WAYS: readonly ProxyRequest[] = [
  { from: 'driver-service', to: 'shared-store' },
  { from: 'ride-service', to: 'shared-store' },
];

export const FAULT_ACTIONS = {
  'owner-killed': {
    says: 'The owner is killed, and started again.',
    begin: kill('ride-service'),
  },
  'owner-slow': {
    says: 'A call of the owner takes two seconds longer.',
    begin: slow,
  },
  'owner-database-down': {
    says: "The owner's database is away, for the owner and for the readers of its view.",
    begin: cut({ from: 'ride-service', to: 'postgres' }, { from: 'driver-service', to: 'ride-view' }),
  },
  'nats-down': {
    says: 'The broker cannot be reached. The shared store is the same broker here, so that it is away, too.',
    begin: cut({ from: 'driver-service', to: 'nats' }, { from: 'ride-service', to: 'nats' }, ...STORE_WAYS),
  },
  'broker-killed': {
    says: 'The broker, which holds the shared store as well, is killed, and started again.',
    begin: kill('nats'),
  },
  'shared-store-down': {
    says: 'The shared store cannot be reached; events go on.',
    begin: cut(...STORE_WAYS),
  },
  'consumer-database-down': {
    says: "The consumer's own database cannot be reached.",
    begin: cut({ from: 'driver-service', to: 'postgres' }),
  },
  'consumer-overloaded': {
    says: `The consumer gets the processor for ${RUNS_MS} of each ${RUNS_MS + FROZEN_MS} ms.`,
    begin: starve('driver-service'),
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULT_ACTIONS;
