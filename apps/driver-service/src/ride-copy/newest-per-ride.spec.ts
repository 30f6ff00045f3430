import { parseRideChanged, rideChangedSubject } from '@ride-hailing/contracts';
import { aRideChanged } from '@ride-hailing/testing';
import { aMessage, rideEventHeaders } from '../../test/incoming-message.builder';
import { newestPerRide } from './newest-per-ride';

const EVENTS = { parse: parseRideChanged, subject: rideChangedSubject };

const changed = (given: Parameters<typeof aRideChanged>[0]) => {
  const ride = aRideChanged(given);
  return aMessage({ subject: `rides.changed.${ride.rideId}`, data: ride, headers: rideEventHeaders(ride) });
};

describe('a batch of ride events', () => {
  it('keeps the highest version of each ride, ordered by ride', () => {
    const { newest } = newestPerRide(
      [
        changed({ rideId: 'b', version: 3 }),
        changed({ rideId: 'a', version: 1 }),
        changed({ rideId: 'b', version: 2 }),
      ],
      EVENTS,
    );
    expect(newest.map(({ rideId, version }) => [rideId, version])).toEqual([
      ['a', 1],
      ['b', 3],
    ]);
  });

  it('leaves out events of unknown type, of another ride than their subject, or with invalid data', () => {
    const ride = aRideChanged({ rideId: 'a' });
    const { newest, poison } = newestPerRide(
      [
        aMessage({
          subject: 'rides.changed.a',
          data: ride,
          headers: { 'ce-type': 'ride-hailing.ride.changed.v9' },
        }),
        aMessage({ subject: 'rides.changed.a', data: ride }),
        aMessage({ subject: 'rides.changed.b', data: ride, headers: rideEventHeaders(ride) }),
        aMessage({
          subject: 'rides.changed.a',
          data: { ...ride, version: 0 },
          headers: rideEventHeaders(ride),
        }),
      ],
      EVENTS,
    );
    expect(newest).toEqual([]);
    expect(poison.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('v9'),
      expect.stringContaining('null'),
      expect.stringContaining('subject'),
      expect.stringContaining('version'),
    ]);
  });
});
