import { aRideChanged, eventually } from '@ride-hailing/testing';
import { Component } from '../test/component';
import type { CurrentRideAnswer } from './current-ride/current-ride.dto';
import { cachingChoices } from './ride-details/caching-choice';

const WINDOW_MS = 500;

/** The ride has ended at its owner, but the event has not arrived: the copy still has the driver on it. */
describe('details that the owner withholds while the copy is behind', () => {
  let component: Component;

  beforeAll(async () => {
    component = await Component.start({
      allowChoicePerRequest: 'true',
      detailsDeadlineMs: 2_000,
      cacheTtlMs: WINDOW_MS,
      cacheRevalidateMs: WINDOW_MS,
      cacheVersionedMs: WINDOW_MS,
    });
  }, 90_000);

  afterAll(() => component.stop());

  const onARide = async (driverId: string): Promise<void> => {
    await component.publishRides(
      aRideChanged({ rideId: `ride-of-${driverId}`, driverId, status: 'ASSIGNED', version: 2 }),
    );
    await component.allSettled();
  };

  /** Reads as the ride's driver, like a phone. */
  const ask = async (cache: string, driverId: string): Promise<CurrentRideAnswer> => {
    const headers = await component.tokens.headers('driver', driverId);
    return (
      await component.get<CurrentRideAnswer>(`/drivers/${driverId}/current-ride?cache=${cache}`, headers)
    ).body;
  };
  const reasonOf = async (cache: string, driverId: string) =>
    (await ask(cache, driverId)).sources.details.reason;

  it.each(cachingChoices())(
    'gives withheld details with %s for no longer than its window, and never after the refusal, even if the owner is then down',
    async (cache) => {
      const driverId = `withheld-${cache}`;
      const { answerTo } = component.rideService;
      await onARide(driverId);
      expect((await ask(cache, driverId)).details).toMatchObject({
        riderName: `Rider of ride-of-${driverId}`,
      });
      component.rideService.answerTo = () => ({ $case: 'notYours', value: {} });
      try {
        await eventually(async () => (await reasonOf(cache, driverId)) === 'not-yours', {
          timeoutMs: 10_000,
        });
        component.rideService.mood = 'refusing';
        for (let again = 0; again < 5; again += 1) {
          const { ride, details } = await ask(cache, driverId);
          expect({ version: ride?.version, details }).toEqual({ version: 2, details: null });
        }
      } finally {
        component.rideService.mood = 'well';
        component.rideService.answerTo = answerTo;
      }
      await eventually(async () => (await ask(cache, driverId)).details !== null, { timeoutMs: 10_000 });
    },
  );
});
