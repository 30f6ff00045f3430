import type { ProxyRequest } from '@ride-hailing/stack';

/** The ways between two places: at one the owner and its database, at the other the consumer, the broker and the shared store. */
export const ACROSS: readonly ProxyRequest[] = [
  { from: 'driver-service', to: 'ride-service' },
  { from: 'driver-service', to: 'ride-view' },
  { from: 'ride-service', to: 'nats' },
  { from: 'ride-service', to: 'shared-store' },
];
