import { approachFacts } from '@ride-hailing/contracts';
import type { Variant } from '../../world/variants';
import type { FaultName } from '../results';

/** Whether a fault can reach this variant's answers at all. */
export function faultApplies(fault: FaultName, { approach }: Variant): boolean {
  const { restsOn } = approachFacts(approach);
  switch (fault) {
    case 'owner-slow':
      return restsOn.includes('owner-calls');
    case 'nats-down':
      return restsOn.includes('events');
    case 'shared-store-down':
      return restsOn.includes('shared-store');
    case 'owner-killed':
    case 'consumer-database-down':
      return true;
  }
}
