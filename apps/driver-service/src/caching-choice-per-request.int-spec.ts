import { type RideChanged } from '@ride-hailing/contracts';
import { aDriverUpdate, aRideChanged, eventually } from '@ride-hailing/testing';
import { Component } from '../test/component';
import type { CurrentRideAnswer } from './current-ride/driver-answer';
import { cachingChoices } from './ride-details/caching-choice';

describe('a caching choice for one request', () => {
  let component: Component;

  beforeAll(async () => {
    component = await Component.start({ allowChoicePerRequest: 'true', detailsDeadlineMs: 2_000 });
  }, 90_000);

  afterAll(() => component.stop());

  const assigned = (driverId: string, version: number): RideChanged =>
    aRideChanged({ rideId: `ride-of-${driverId}`, driverId, status: 'ASSIGNED', version });

  const onARide = async (driverId: string): Promise<void> => {
    await component.say(aDriverUpdate({ driverId }));
    await component.tell(assigned(driverId, 2));
    await component.allSettled();
  };

  const detailsBy = async (cache: string, driverId: string) => {
    const { status, body } = await component.get<CurrentRideAnswer>(
      `/drivers/${driverId}/current-ride?cache=${cache}`,
    );
    expect(status).toBe(200);
    return body.sources.details;
  };

  it('lets each choice be compared with the others, each on its own store', async () => {
    await onARide('c-1');
    for (const choice of cachingChoices()) {
      expect(await detailsBy(choice, 'c-1')).toMatchObject({ from: 'ride-service', version: 2 });
    }
    const again = Object.fromEntries(
      await Promise.all(
        cachingChoices().map(async (choice) => [choice, (await detailsBy(choice, 'c-1')).from] as const),
      ),
    );
    expect(again).toMatchObject({ none: 'ride-service', versioned: 'cache' });
  });

  it('shows that the event which came fences the versioned cache, without a message to it', async () => {
    await onARide('c-2');
    expect(await detailsBy('versioned', 'c-2')).toMatchObject({ version: 2 });
    await component.tell(assigned('c-2', 3));
    await component.allSettled();
    expect(await detailsBy('versioned', 'c-2')).toMatchObject({ from: 'ride-service', version: 3 });
  });

  it('shows what each has to say when the owner is down', async () => {
    await onARide('c-3');
    expect(await detailsBy('versioned', 'c-3')).toMatchObject({ from: 'ride-service' });
    component.rideService.mood = 'refusing';
    expect(await detailsBy('versioned', 'c-3')).toMatchObject({ from: 'cache', version: 2 });
    expect(await detailsBy('none', 'c-3')).toMatchObject({ from: 'unavailable' });
    component.rideService.mood = 'well';
    await eventually(async () => (await detailsBy('none', 'c-3')).from === 'ride-service', {
      timeoutMs: 10_000,
    });
  });

  it('shares between instances what is in the bucket, with the permissions that this service has', async () => {
    await onARide('c-4');
    expect(await detailsBy('nats-kv', 'c-4')).toMatchObject({ from: 'ride-service' });
    await eventually(async () => (await detailsBy('nats-kv', 'c-4')).from === 'cache', { timeoutMs: 10_000 });
    await component.service.stop();
    await component.startService({ allowChoicePerRequest: 'true', detailsDeadlineMs: 2_000 });
    component.rideService.mood = 'refusing';
    await eventually(async () => (await detailsBy('nats-kv', 'c-4')).from === 'cache', { timeoutMs: 10_000 });
    component.rideService.mood = 'well';
  });

  it('answers without the broker too', async () => {
    await component.infrastructure.nats.kill('SIGKILL');
    await eventually(async () => (await detailsBy('nats-kv', 'c-4')).from === 'ride-service', {
      timeoutMs: 10_000,
    });
    await component.infrastructure.nats.start();
  }, 30_000);

  it('counts by choice how lookups were served', async () => {
    const { body } = await component.get<string>('/metrics');
    expect(body).toContain('ride_details_cache_total{choice="nats-kv",use="fresh"}');
    expect(body).toContain('ride_details_cache_total{choice="nats-kv",use="miss"}');
  });

  it('answers 400 to a choice that there is not', async () => {
    expect((await component.get('/drivers/c-1/current-ride?cache=hope')).status).toBe(400);
  });
});
