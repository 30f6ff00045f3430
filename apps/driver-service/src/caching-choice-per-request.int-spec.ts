import { type RideChanged } from '@ride-hailing/contracts';
import { aDriverUpdate, aRideChanged, eventually } from '@ride-hailing/testing';
import { Component } from '../test/component';
import type { CurrentRideAnswer } from './current-ride/current-ride.dto';
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
    await component.publishUpdates(aDriverUpdate({ driverId }));
    await component.publishRides(assigned(driverId, 2));
    await component.allSettled();
  };

  const detailsBy = async (cache: string, driverId: string) => {
    const { status, body } = await component.get<CurrentRideAnswer>(
      `/drivers/${driverId}/current-ride?cache=${cache}`,
    );
    expect(status).toBe(200);
    return body.sources.details;
  };

  it('lets requests compare the caching choices, each with its own store', async () => {
    await onARide('c-1');
    for (const choice of cachingChoices()) {
      expect(await detailsBy(choice, 'c-1')).toMatchObject({
        from: 'ride-service',
        cache: choice,
        version: 2,
      });
    }
    const again = Object.fromEntries(
      await Promise.all(
        cachingChoices().map(async (choice) => [choice, (await detailsBy(choice, 'c-1')).from] as const),
      ),
    );
    expect(again).toMatchObject({ none: 'ride-service', versioned: 'cache' });
  });

  it('lets an applied event invalidate the versioned cache, without a message to it', async () => {
    await onARide('c-2');
    expect(await detailsBy('versioned', 'c-2')).toMatchObject({ version: 2 });
    await component.publishRides(assigned('c-2', 3));
    await component.allSettled();
    expect(await detailsBy('versioned', 'c-2')).toMatchObject({ from: 'ride-service', version: 3 });
  });

  it('shows what each caching choice gives when the owner is down', async () => {
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

  it("shares the bucket of details between instances, with this service's own permissions", async () => {
    await onARide('c-4');
    expect(await detailsBy('nats-kv', 'c-4')).toMatchObject({ from: 'ride-service' });
    await eventually(async () => (await detailsBy('nats-kv', 'c-4')).from === 'cache', { timeoutMs: 10_000 });
    await component.service.stop();
    await component.startService({ allowChoicePerRequest: 'true', detailsDeadlineMs: 2_000 });
    component.rideService.mood = 'refusing';
    await eventually(async () => (await detailsBy('nats-kv', 'c-4')).from === 'cache', { timeoutMs: 10_000 });
    component.rideService.mood = 'well';
  });

  const countOf = async (outcome: string): Promise<number> => {
    const { body } = await component.get<string>('/metrics');
    const line = `ride_details_shared_store_total{operation="read",outcome="${outcome}"} `;
    const found = body.split('\n').find((each) => each.startsWith(line));
    return Number(found?.slice(line.length) ?? 0);
  };

  it('counts hits and misses of the shared store in the metrics', async () => {
    await onARide('c-5');
    const [hits, misses] = [await countOf('hit'), await countOf('miss')];
    expect(await detailsBy('nats-kv', 'c-5')).toMatchObject({ from: 'ride-service' });
    expect(await countOf('miss')).toBeGreaterThan(misses);
    await eventually(async () => (await detailsBy('nats-kv', 'c-5')).from === 'cache', { timeoutMs: 10_000 });
    expect(await countOf('hit')).toBeGreaterThan(hits);
  });

  it('counts time-outs of the shared store in the metrics', async () => {
    const timeouts = await countOf('timeout');
    component.infrastructure.nats.freeze();
    try {
      expect(await detailsBy('nats-kv', 'c-4')).toMatchObject({ from: 'ride-service' });
      await eventually(async () => (await countOf('timeout')) > timeouts, { timeoutMs: 10_000 });
    } finally {
      component.infrastructure.nats.thaw();
    }
  });

  it('answers during an outage of the broker, and counts failures of the shared store in the metrics', async () => {
    const errors = await countOf('error');
    await component.infrastructure.nats.kill('SIGKILL');
    await eventually(async () => (await detailsBy('nats-kv', 'c-4')).from === 'ride-service', {
      timeoutMs: 10_000,
    });
    await eventually(
      async () => {
        await detailsBy('nats-kv', 'c-4');
        return (await countOf('error')) > errors;
      },
      { timeoutMs: 10_000 },
    );
    await component.infrastructure.nats.start();
  }, 30_000);

  it('counts how lookups were served by each caching choice', async () => {
    const { body } = await component.get<string>('/metrics');
    expect(body).toContain('ride_details_cache_total{choice="nats-kv",use="fresh"}');
    expect(body).toContain('ride_details_cache_total{choice="nats-kv",use="miss"}');
  });

  it('answers 400 to an unknown caching choice', async () => {
    expect((await component.get('/drivers/c-1/current-ride?cache=hope')).status).toBe(400);
  });
});
