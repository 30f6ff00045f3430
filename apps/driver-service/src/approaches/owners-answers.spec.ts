import { HeldRideMessage, RideMessage } from '@ride-hailing/contracts';
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

  it('tells the version of the ride that each lookup names, and takes the answer of an owner that cannot for none', async () => {
    const results = ['d-1', 'd-2', 'd-3', 'd-4'].map((driverId) => ({
      driverId,
      ride: undefined,
      known: true,
    }));
    const held = [
      HeldRideMessage.fromPartial({ rideId: 'r-none', version: 0 }),
      HeldRideMessage.fromPartial({ rideId: 'r-1', version: 4, driverId: 'd-9' }),
    ];
    const source = new CurrentRidesClient(answering({ results, held }));
    const found = await source.find(
      [
        { driverId: 'd-1', rideId: 'r-1' },
        { driverId: 'd-2' },
        { driverId: 'd-3', rideId: 'r-none' },
        { driverId: 'd-4', rideId: 'r-forgotten' },
      ],
      100,
    );
    expect(found).toMatchObject([
      { outcome: 'answered', held: { version: 4, driverId: 'd-9' } },
      { outcome: 'answered' },
      { outcome: 'answered' },
      { outcome: 'unavailable', reason: 'owner-error' },
    ]);
    expect(found.map((each) => 'held' in each)).toEqual([true, false, false, false]);
  });

  it('accepts an answer only for the driver at that position of the lookups', async () => {
    const none = (driverId: string) => ({ driverId, ride: undefined, known: true });
    const source = new CurrentRidesClient(
      answering({ results: [none('d-1'), none('d-3'), none('d-2')], held: [] }),
    );
    expect(
      await source.find(
        ['d-1', 'd-2', 'd-3'].map((driverId) => ({ driverId })),
        100,
      ),
    ).toMatchObject([
      { outcome: 'answered', ride: null },
      { outcome: 'unavailable', reason: 'owner-error' },
      { outcome: 'unavailable', reason: 'owner-error' },
    ]);
  });
});
