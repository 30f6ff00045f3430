import { aDriverUpdate } from '@ride-hailing/testing';
import { CurrentRideDto } from '../../src/current-ride/current-ride.dto';
import { currentRide, onARide, type RunningService } from './on-a-ride';

export function givesCurrentRides({ component }: RunningService): void {
  describe('answers about the current ride', () => {
    it("gives a driver's current ride with its details, and the source of each part", async () => {
      await onARide(component(), 'a-1');
      const { status, body } = await currentRide(component(), 'a-1');
      expect(status).toBe(200);
      expect(CurrentRideDto.schema.parse(body)).toEqual(body);
      expect(body).toMatchObject({
        driverId: 'a-1',
        ride: { id: 'ride-of-a-1', status: 'ASSIGNED', pickup: { lat: 37.5547, lng: 126.9707 }, version: 2 },
        details: { riderName: 'Rider of ride-of-a-1', riderPhone: '+82-2-000-0000', stops: [] },
        sources: {
          ride: { from: 'local-copy', version: 2 },
          details: { from: 'ride-service', cache: 'none', version: 2, ageMs: 0, reason: null },
        },
      });
    });

    it('answers from local tables alone when details are not wanted', async () => {
      await onARide(component(), 'a-2');
      const { body } = await currentRide(component(), 'a-2', '?details=false');
      expect(body).toMatchObject({
        ride: { version: 2 },
        details: null,
        sources: { details: { from: 'not-asked', cache: null } },
      });
      expect(component().rideService.calls).toEqual([]);
    });

    it('gives the copy as it is when the details are newer, and shows both versions', async () => {
      await onARide(component(), 'a-3');
      const usual = component().rideService.answerTo;
      component().rideService.answerTo = (lookup) => usual({ ...lookup, minVersion: lookup.minVersion + 1 });
      const { body } = await currentRide(component(), 'a-3');
      component().rideService.answerTo = usual;
      expect(body).toMatchObject({
        ride: { status: 'ASSIGNED', version: 2 },
        sources: { ride: { version: 2 }, details: { version: 3 } },
      });
    });

    it('gives no ride for a driver who is on none, without a remote call', async () => {
      await component().publishUpdates(aDriverUpdate({ driverId: 'a-4' }));
      await component().allSettled();
      const { status, body } = await currentRide(component(), 'a-4');
      expect(status).toBe(200);
      expect(body).toMatchObject({ driverId: 'a-4', ride: null, details: null });
      expect(component().rideService.calls).toEqual([]);
    });
  });
}
