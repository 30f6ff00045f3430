import { aDriverUpdate, aSequence } from '@ride-hailing/testing';
import { type DriverAnswer, DriverDto, type DriversAnswer, DriversDto } from '../../src/drivers/drivers.dto';
import { NearestAnswer } from '../../src/driver-positions/nearest.dto';
import { CopyDto } from '../../src/ride-copy/ride-copy.dto';
import { cachingChoices } from '../../src/ride-details/caching-choice';
import { assigned, currentRide, onARide, type RunningService } from './on-a-ride';

interface Problem {
  readonly errors: { field: string; message: string }[];
}

export function givesDrivers({ component }: RunningService): void {
  describe('answers about drivers', () => {
    it('gives a driver who is known only by a past or present ride, without a position', async () => {
      await component().publishRides(assigned('a-5', { status: 'COMPLETED', version: 4 }), assigned('a-6'));
      await component().allSettled();
      for (const driverId of ['a-5', 'a-6']) {
        const { status, body } = await component().get<DriverAnswer>(`/drivers/${driverId}`);
        expect(status).toBe(200);
        expect(body).toMatchObject({ driverId, position: null, available: null, free: false });
      }
    });

    it('gives a driver with the position, the ride, and whether they are free', async () => {
      await component().publishUpdates(
        aDriverUpdate({ driverId: 'a-7', sequence: aSequence(5), position: { lat: 37.1, lng: 127.1 } }),
      );
      await component().allSettled();
      const { body } = await component().get<DriverAnswer>('/drivers/a-7');
      expect(DriverDto.schema.parse(body)).toEqual(body);
      expect(body).toMatchObject({
        position: { lat: 37.1, lng: 127.1, recordedAt: new Date(aDriverUpdate().recordedAt).toISOString() },
        available: true,
        free: true,
        ride: null,
        sources: { position: { from: 'local', sequence: aSequence(5) } },
      });
    });

    it('answers 404 for an unknown driver', async () => {
      expect((await currentRide(component(), 'nobody')).status).toBe(404);
      expect((await component().get('/drivers/nobody')).status).toBe(404);
    });

    it('gives fifty drivers with the details of their rides for one remote call, and names the unknown ones', async () => {
      const driverIds = Array.from({ length: 50 }, (_, index) => `many-${index}`);
      await onARide(component(), ...driverIds);
      const { status, body } = await component().get<DriversAnswer>(
        `/drivers?ids=${[...driverIds, 'nobody-1', 'many-0'].join(',')}&details=true`,
      );
      expect(status).toBe(200);
      expect(DriversDto.schema.parse(body)).toEqual(body);
      expect(body.drivers.map(({ driverId }) => driverId)).toEqual(driverIds);
      expect(body.drivers.map(({ details }) => details?.riderName)).toEqual(
        driverIds.map((driverId) => `Rider of ride-of-${driverId}`),
      );
      expect(body.unknown).toEqual(['nobody-1']);
      expect(component().rideService.calls).toHaveLength(1);
    });

    it('gives several drivers without details unless they are wanted', async () => {
      await onARide(component(), 'a-8');
      const { body } = await component().get<DriversAnswer>('/drivers?ids=a-8');
      expect(body.drivers[0]).toMatchObject({ details: null, sources: { details: { from: 'not-asked' } } });
      expect(component().rideService.calls).toEqual([]);
    });

    it('gives the nearest free drivers', async () => {
      const place = { lat: -45, lng: 170 };
      await component().publishUpdates(
        aDriverUpdate({ driverId: 'n-2', position: { lat: -45.002, lng: 170 } }),
        aDriverUpdate({ driverId: 'n-1', position: { lat: -45.001, lng: 170 } }),
        aDriverUpdate({ driverId: 'n-off', position: place, available: false }),
        aDriverUpdate({ driverId: 'n-busy', position: place }),
      );
      await component().publishRides(assigned('n-busy'));
      await component().allSettled();
      const { status, body } = await component().get<NearestAnswer>(
        '/drivers/nearest?lat=-45&lng=170&limit=2',
      );
      expect(status).toBe(200);
      expect(NearestAnswer.schema.parse(body)).toEqual(body);
      expect(body.drivers).toMatchObject([
        {
          driverId: 'n-1',
          distanceM: 111.2,
          sources: { position: { from: 'local', sequence: aSequence() } },
        },
        { driverId: 'n-2', distanceM: 222.4 },
      ]);
    });

    it.each([
      ['/drivers/a.b', 'id'],
      ['/drivers/a.b/current-ride', 'id'],
      ['/drivers/a-1/current-ride?details=maybe', 'details'],
      ['/drivers/a-1/current-ride?cache=hope', 'cache'],
      ['/drivers?ids=a-1&details=true&cache=hope', 'cache'],
      ['/drivers/a-1/current-ride?cache=ttl', 'cache'],
      ['/drivers?ids=a-1&cache=none', 'cache'],
      ['/drivers', 'ids'],
      ['/drivers?ids=', 'ids'],
      ['/drivers?ids=a,b%20c', 'ids[1]'],
      [`/drivers?ids=${Array.from({ length: 101 }, (_, index) => index).join(',')}`, 'ids'],
      ['/drivers/nearest?lng=0', 'lat'],
      ['/drivers/nearest?lat=&lng=0', 'lat'],
      ['/drivers/nearest?lat=91&lng=0', 'lat'],
      ['/drivers/nearest?lat=0&lng=-180.5', 'lng'],
      ['/drivers/nearest?lat=0&lng=abc', 'lng'],
      ['/drivers/nearest?lat=0&lng=0&limit=0', 'limit'],
      ['/drivers/nearest?lat=0&lng=0&limit=51', 'limit'],
      ['/drivers/nearest?lat=0&lng=0&limit=1.5', 'limit'],
    ])('answers 400 with a message for the field: %s', async (path, field) => {
      const { status, body } = await component().get<Problem>(path);
      expect(status).toBe(400);
      expect(body.errors).toEqual([{ field, message: expect.any(String) as string }]);
    });

    it('gives the version of a ride that the copy holds, and since when', async () => {
      const before = Date.now();
      await onARide(component(), 'a-held');
      const { status, body } = await component().get<CopyDto>('/ride-copy/ride-of-a-held');
      expect(status).toBe(200);
      expect(CopyDto.schema.parse(body)).toEqual(body);
      expect(body).toMatchObject({ rideId: 'ride-of-a-held', version: 2, status: 'ASSIGNED' });
      expect(Date.parse(body.appliedAt)).toBeGreaterThanOrEqual(before);
      expect((await component().get('/ride-copy/nobody-told')).status).toBe(404);
      expect((await component().get('/ride-copy/a.b')).status).toBe(400);
    });

    it('serves its OpenAPI document', async () => {
      const { status, body } = await component().get<{ paths: Record<string, unknown> }>('/docs-json');
      expect(status).toBe(200);
      expect(Object.keys(body.paths).sort()).toEqual([
        '/drivers',
        '/drivers/nearest',
        '/drivers/{id}',
        '/drivers/{id}/current-ride',
        '/drivers/{id}/current-ride/comparison',
        '/ride-copy/{rideId}',
      ]);
      expect(body).toHaveProperty(
        'components.schemas.CurrentRideDto.properties.sources.properties.details.properties.cache',
        expect.objectContaining({ enum: [...cachingChoices(), null] }),
      );
    });
  });
}
