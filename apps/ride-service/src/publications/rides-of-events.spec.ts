import { RIDE_CHANGED_TYPE, type RideChanged, rideChangedSubject } from '@ride-hailing/contracts';
import type { IncomingMessage } from '@ride-hailing/messaging';
import { aRideChanged } from '@ride-hailing/testing';
import { ridesOfEvents } from './rides-of-events';

const message = (data: unknown, subject: string, type = RIDE_CHANGED_TYPE): IncomingMessage => ({
  subject,
  data: Buffer.from(JSON.stringify(data)),
  header: (name) => (name === 'ce-type' ? type : undefined),
  streamSequence: 1,
  storedAtMs: 1,
  firstStoredAtMs: 1,
  deliveryCount: 1,
});
const event = (given: Partial<RideChanged>) => {
  const ride = aRideChanged(given);
  return message(ride, rideChangedSubject(ride.rideId));
};

describe('the rides and drivers of a batch', () => {
  it('names each ride and driver of a batch once, and no driver for a ride without one', () => {
    const batch = [
      event({ rideId: 'a', driverId: null }),
      event({ rideId: 'a', driverId: 'd-1', version: 2 }),
      event({ rideId: 'b', driverId: 'd-1', version: 4 }),
      event({ rideId: 'c', driverId: 'd-2', version: 2 }),
    ];
    expect(ridesOfEvents(batch)).toEqual({ rideIds: ['a', 'b', 'c'], driverIds: ['d-1', 'd-2'], poison: [] });
  });

  it('leaves out events that cannot be parsed, and gives the reason', () => {
    const good = event({ rideId: 'a', driverId: 'd-1' });
    const bad = [
      message({}, 'rides.changed.x'),
      message(aRideChanged(), 'rides.changed.ride-1', 'of.another.type'),
      message(aRideChanged({ rideId: 'a' }), 'rides.changed.b'),
    ];
    const { rideIds, poison } = ridesOfEvents([good, ...bad]);
    expect(rideIds).toEqual(['a']);
    expect(poison.map((one) => one.message)).toEqual(bad);
    expect(poison.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('invalid: rideId'),
      'unknown event type "of.another.type"',
      'invalid: rideId is not the ride of the subject',
    ]);
  });
});
