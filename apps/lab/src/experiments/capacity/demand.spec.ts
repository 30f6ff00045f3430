import { boundOf, gainOfFour } from './demand';

describe('the bound by demand', () => {
  it('is that of the process with the highest demand for each core that it can use', () => {
    const demands = { 'driver-service': 1, 'ride-service': 2, postgres: 3 };
    expect(boundOf(demands, { instances: 1, cores: 2 })).toEqual({
      ...{ bottleneck: 'ride-service', answersPerSecond: 500 },
    });
    expect(boundOf({ ...demands, 'ride-service': 0 }, { instances: 1, cores: 2 }).bottleneck).toBe(
      'postgres',
    );
  });

  it('grows with the instances until another process is the bottleneck', () => {
    expect(gainOfFour({ 'driver-service': 2 }, 2)).toBe(4);
    expect(gainOfFour({ 'driver-service': 2, 'ride-service': 2 }, 2)).toBe(1);
    expect(gainOfFour({ 'driver-service': 2, postgres: 2 }, 2)).toBe(2);
  });

  it('is nothing where nothing works', () => {
    expect(gainOfFour({}, 2)).toBe(0);
  });
});
