import type { FaultProxy } from '@ride-hailing/stack';
import type { LabSystem } from '../../world/lab-system';
import type { Way } from './ways';

/** Each way: a call takes 600 ms longer, which is within its deadline of a second. */
const SLOW_BY_MS = 300;

export interface Ill {
  readonly system: LabSystem;
  readonly ways: readonly Way[];
  /** Between the lab's own processes and Ride Service. */
  readonly rides: FaultProxy;
}

type Undo = () => Promise<unknown>;

interface Fault {
  readonly says: string;
  /** Resolves with what ends it, and in turn resolves when all is well. */
  begin(ill: Ill): Promise<Undo>;
}

export const COORDINATOR_FAULTS = {
  'no-fault': {
    says: 'All parts are well.',
    begin: () => Promise.resolve(() => Promise.resolve()),
  },
  'participant-dead': {
    says: 'Ride Service, which is asked second, is killed, and started again after two seconds.',
    begin: async ({ system }) => {
      const participant = system.process('ride-service');
      await participant.kill('SIGKILL');
      return async () => {
        await participant.start();
        await participant.waitReady();
      };
    },
  },
  'participant-slow': {
    says: `For two seconds a call of Ride Service takes ${2 * SLOW_BY_MS} ms longer.`,
    begin: ({ system, rides }) => {
      const links = [system.proxy('gateway', 'ride-service'), rides];
      for (const link of links) link.set({ latencyMs: SLOW_BY_MS });
      return Promise.resolve(() => Promise.resolve(links.forEach((link) => link.set({}))));
    },
  },
  'coordinator-killed': {
    says:
      'Whoever makes the assignments is killed while several are half-way, and started again after two ' +
      "seconds: the gateway, and the other ways' processes.",
    begin: async ({ ways }) => {
      await Promise.all(ways.map((way) => way.kill()));
      return () => Promise.all(ways.map((way) => way.start()));
    },
  },
} as const satisfies Record<string, Fault>;

export type CoordinatorFault = keyof typeof COORDINATOR_FAULTS;
