import { InvalidInputProblem } from '@ride-hailing/service-kit';
import { checkDrivers } from './check-lookups';

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `d-${at}`);

describe('drivers whose rides are asked for', () => {
  it.each([1, 100])('accepts %d driver ids', (count) => {
    expect(() => checkDrivers(numbered(count))).not.toThrow();
  });

  it.each([
    ['no id', [], 'driver_ids: must be 1 to 100, not 0'],
    ['too many ids', numbered(101), 'driver_ids: must be 1 to 100, not 101'],
    ['an empty id', ['d-1', ''], 'driver_ids[1]: must match [A-Za-z0-9_-]{1,64}'],
    ['an id that could change a subject', ['a.>'], 'driver_ids[0]: must match'],
    ['several bad ids', ['', 'd-1', '*'], 'driver_ids[0]: must match [A-Za-z0-9_-]{1,64}; driver_ids[2]'],
  ])('refuses driver ids with %s', (_what, driverIds, reason) => {
    expect(() => checkDrivers(driverIds)).toThrow(InvalidInputProblem);
    expect(() => checkDrivers(driverIds)).toThrow(reason);
  });

  it.each([0, 100])('accepts %d ride ids beside the drivers', (count) => {
    expect(() => checkDrivers(['d-1'], numbered(count))).not.toThrow();
  });

  it.each([
    ['too many', numbered(101), 'ride_ids: must be 0 to 100, not 101'],
    ['a malformed one', ['r-1', 'a.>'], 'ride_ids[1]: must match [A-Za-z0-9_-]{1,64}'],
  ])('refuses %s of the ride ids beside the drivers', (_what, rideIds, reason) => {
    expect(() => checkDrivers(['d-1'], rideIds)).toThrow(reason);
  });
});
