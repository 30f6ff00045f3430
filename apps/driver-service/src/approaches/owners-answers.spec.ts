import { RideMessage } from '@ride-hailing/contracts';
import type { RemoteClient } from '@ride-hailing/remote-calls';
import { CurrentRidesClient } from './current-rides.client';
import { RideDetailsClient } from '../ride-details/ride-details.client';

const answering = (answer: unknown): RemoteClient =>
  ({ unary: () => () => Promise.resolve(answer) }) as unknown as RemoteClient;

const lookups = ['r-1', 'r-2', 'r-3'].map((rideId) => ({
  rideId,
  driverId: `driver-of-${rideId}`,
  minVersion: 1,
}));
const found = (rideId: string) => ({
  rideId,
  outcome: {
    $case: 'found',
    value: RideMessage.fromPartial({ rideId, version: 1, riderName: `Rider of ${rideId}` }),
  },
});

describe("the owner's answers", () => {
  it('accepts an answer only for the ride at that position of the lookups', async () => {
    const source = new RideDetailsClient(answering({ results: [found('r-1'), found('r-3'), found('r-2')] }));
    expect(await source.find(lookups, 100)).toMatchObject([
      { outcome: 'found', details: { riderName: 'Rider of r-1' } },
      { outcome: 'unavailable', reason: 'owner-error' },
      { outcome: 'unavailable', reason: 'owner-error' },
    ]);
  });

  it('accepts an answer only for the driver at that position of the lookups', async () => {
    const none = (driverId: string) => ({ driverId, ride: undefined, known: true });
    const source = new CurrentRidesClient(answering({ results: [none('d-1'), none('d-3'), none('d-2')] }));
    expect(await source.find(['d-1', 'd-2', 'd-3'], 100)).toMatchObject([
      { outcome: 'answered', ride: null },
      { outcome: 'unavailable', reason: 'owner-error' },
      { outcome: 'unavailable', reason: 'owner-error' },
    ]);
  });
});
