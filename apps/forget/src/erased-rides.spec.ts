import { ErasedRides } from './erased-rides';

const [ONE, TWO, OTHER] = [
  '0199f3a2-7c1e-7000-8000-000000000001',
  '0199f3a2-7c1e-7000-8000-000000000002',
  '0199f3a2-7c1e-7000-8000-000000000003',
];

describe('the rides of a forgotten rider', () => {
  const rides = new ErasedRides(
    [
      { rideId: ONE, version: 5, driverId: 'd-1' },
      { rideId: TWO, version: 3, driverId: null },
    ],
    'r-1',
  );

  it.each([
    ['an older version', `{"rideId":"${ONE}","version":4}`],
    ['an older version inside', `{"driverId":"d-1","ride":{"version" : 2,"rideId":"${TWO}"}}`],
    ['a message whose subject alone names the ride', `rides.changed.${ONE}\n\n{"pickup":`],
    ['a text of several versions, one of them old', `${ONE} {"version":7,"is":{"version":1}}`],
    ['any version that names the rider', '{"riderId": "r-1","version":99}'],
  ])('are found in %s', (_what, text) => {
    expect(rides.isIn(text)).toBe(true);
  });

  it.each([
    ['the version that was erased', `rides.changed.${ONE}\n{"rideId":"${ONE}","version":5}`],
    ['a ride of somebody else', `{"rideId":"${OTHER}","version":1,"riderId":"r-2"}`],
    ['a rider whose id begins alike', '{"riderId":"r-11","version":1}'],
    ['a text that names nobody', 'hello r-1'],
  ])('are not found in %s', (_what, text) => {
    expect(rides.isIn(text)).toBe(false);
  });

  it('name their drivers once', () => {
    expect(rides.driverIds).toEqual(['d-1']);
    expect([rides.ids, rides.versions]).toEqual([
      [ONE, TWO],
      [5, 3],
    ]);
  });
});
