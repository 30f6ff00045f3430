import { APPROACHES } from '@ride-hailing/contracts';
import { faultApplies, VARIANTS } from './variants';

const applying = (fault: Parameters<typeof faultApplies>[0]) =>
  VARIANTS.filter((variant) => variant.cache === null || variant.cache === 'versioned')
    .filter((variant) => faultApplies(fault, variant))
    .map(({ approach }) => approach);

describe('the variants', () => {
  it('are every approach, hybrid once for each caching choice', () => {
    expect(new Set(VARIANTS.map(({ approach }) => approach))).toEqual(new Set(APPROACHES));
    expect(VARIANTS.filter(({ cache }) => cache !== null).map(({ approach }) => approach)).toEqual(
      Array<string>(5).fill('hybrid'),
    );
  });

  it('are reached by the faults of what their answers rest on', () => {
    expect(applying('owner-killed')).toEqual([...APPROACHES]);
    expect(applying('owner-slow')).toEqual(['hybrid', 'sync-api', 'shared-cache']);
    expect(applying('nats-down')).toEqual(['hybrid', 'event-replication', 'shared-cache', 'shared-files']);
    expect(applying('shared-store-down')).toEqual(['shared-cache', 'shared-files']);
  });
});
