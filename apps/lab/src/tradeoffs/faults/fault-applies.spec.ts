import { APPROACHES } from '@ride-hailing/contracts';
import { VARIANTS } from '../../world/variants';
import { faultApplies } from './fault-applies';

const applying = (fault: Parameters<typeof faultApplies>[0]) =>
  VARIANTS.filter((variant) => variant.cache === null || variant.cache === 'versioned')
    .filter((variant) => faultApplies(fault, variant))
    .map(({ approach }) => approach);

describe('the variants', () => {
  it('are reached by the faults of what their answers rest on', () => {
    expect(applying('owner-killed')).toEqual([...APPROACHES]);
    expect(applying('owner-slow')).toEqual(['hybrid', 'sync-api', 'shared-cache']);
    expect(applying('nats-down')).toEqual(['hybrid', 'event-replication', 'shared-cache', 'shared-files']);
    expect(applying('shared-store-down')).toEqual(['shared-cache', 'shared-files']);
  });
});
