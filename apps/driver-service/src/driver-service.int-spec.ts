import { aDriverUpdate, eventually, seededRandom } from '@ride-hailing/testing';
import { Component } from '../test/component';
import { consumesMessages } from '../test/running-service/consuming';
import { givesCurrentRides } from '../test/running-service/current-ride';
import { setsMessagesAside } from '../test/running-service/dead-letters';
import { givesDrivers } from '../test/running-service/drivers';
import { DETAILS_DEADLINE_MS, type RunningService } from '../test/running-service/on-a-ride';
import { answersWithoutTheOwner } from '../test/running-service/without-the-owner';

const seed = Date.now() % 1_000_000;

describe(`driver-service (seed ${seed})`, () => {
  let component: Component;
  const running: RunningService = { component: () => component, random: seededRandom(seed) };

  beforeAll(async () => {
    component = await Component.start({
      cachingChoice: 'none',
      detailsDeadlineMs: DETAILS_DEADLINE_MS,
      approaches: 'hybrid,event-replication',
    });
  }, 90_000);

  afterAll(() => component.stop());

  beforeEach(() => {
    component.rideService.mood = 'well';
    component.rideService.calls.length = 0;
    component.deadLetters.length = 0;
  });

  givesCurrentRides(running);
  givesDrivers(running);
  answersWithoutTheOwner(running);
  setsMessagesAside(running);
  consumesMessages(running);

  describe('without its database', () => {
    it('answers 503 and is not ready without its database, loses no message, and recovers by itself', async () => {
      await component.infrastructure.postgres.kill('SIGKILL');
      await eventually(async () => (await component.get('/health/ready')).status === 503);
      for (const path of [
        '/drivers/a-1',
        '/drivers/a-1/current-ride',
        '/drivers?ids=a-1',
        '/drivers/nearest?lat=0&lng=0',
      ]) {
        expect((await component.get(path)).status).toBe(503);
      }
      await component.publishUpdates(aDriverUpdate({ driverId: 'while-down' }));
      await component.infrastructure.postgres.start();
      await component.allSettled(30_000);
      expect((await component.get('/drivers/while-down')).status).toBe(200);
      expect(component.deadLetters).toEqual([]);
    }, 60_000);
  });
});
