import type { ProxyRequest } from '@ride-hailing/stack';
import type { FaultName } from '../results';
import type { LabSystem } from '../../world/lab-system';

/** Both ways together: a call takes so much longer. */
const SLOW_BY_MS = 2_000;

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

interface FaultAction {
  begin(system: LabSystem): Promise<void> | void;
  end(system: LabSystem): Promise<void> | void;
}

const cut = (...ways: readonly ProxyRequest[]): FaultAction => ({
  begin: (system) => ways.forEach(({ from, to }) => system.proxy(from, to).set({ connections: 'reset' })),
  end: (system) => ways.forEach(({ from, to }) => system.proxy(from, to).heal()),
});

const STORE_WAYS: readonly ProxyRequest[] = [
  { from: 'driver-service', to: 'shared-store' },
  { from: 'ride-service', to: 'shared-store' },
];

/** How each fault is made, and unmade. */
export const FAULT_ACTIONS: Record<FaultName, FaultAction> = {
  'owner-killed': {
    begin: (system) => system.process('ride-service').kill('SIGKILL'),
    end: (system) => system.process('ride-service').start(),
  },
  'owner-slow': {
    begin: (system) => system.proxy('driver-service', 'ride-service').set({ latencyMs: SLOW_BY_MS / 2 }),
    end: (system) => system.proxy('driver-service', 'ride-service').heal(),
  },
  // The shared store is the same broker here, so that it is away, too.
  'nats-down': cut(
    { from: 'driver-service', to: 'nats' },
    { from: 'ride-service', to: 'nats' },
    ...STORE_WAYS,
  ),
  'consumer-database-down': cut({ from: 'driver-service', to: 'postgres' }),
  'shared-store-down': cut(...STORE_WAYS),
};
