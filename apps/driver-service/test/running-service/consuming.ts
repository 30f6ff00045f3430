import { aDriverUpdate, aSequence, shuffled } from '@ride-hailing/testing';
import type { DriverAnswer, DriversAnswer } from '../../src/drivers/drivers.dto';
import { assigned, type RunningService } from './on-a-ride';

export function consumesMessages({ component, random }: RunningService): void {
  describe('consuming', () => {
    const sequenceOf = async (driverId: string): Promise<number | null> =>
      (await component().get<DriverAnswer>(`/drivers/${driverId}`)).body.sources.position.sequence;
    it('keeps the newer position when updates arrive out of order and more than once', async () => {
      const updates = Array.from({ length: 30 }, (_, index) =>
        aDriverUpdate({ driverId: `o-${index % 3}`, sequence: aSequence(1 + Math.floor(index / 3)) }),
      );
      await component().publishUpdates(...shuffled([...updates, ...updates], random));
      await component().allSettled();
      expect(await Promise.all(['o-0', 'o-1', 'o-2'].map(sequenceOf))).toEqual(Array(3).fill(aSequence(10)));
    });

    it('changes nothing when the same messages arrive a second time', async () => {
      const updates = Array.from({ length: 100 }, (_, index) =>
        aDriverUpdate({ driverId: `t-${index % 20}`, sequence: aSequence(index + 1) }),
      );
      const rides = [2, 3, 4].map((version) => assigned('t-0', { version, status: 'IN_PROGRESS' }));
      const rows = async () => [
        (await component().database.pool.query("SELECT * FROM driver_positions WHERE driver_id ~ '^t-'"))
          .rows,
        (await component().database.pool.query("SELECT * FROM ride_copy WHERE driver_id ~ '^t-'")).rows,
      ];
      await component().publishUpdates(...updates);
      await component().publishRides(...rides);
      await component().allSettled();
      const before = await rows();
      await component().publishUpdates(...shuffled(updates, random));
      await component().publishRides(...rides.reverse());
      await component().allSettled();
      expect(await rows()).toEqual(before);
    });

    it('splits a batch that the database refuses until the culprit is alone', async () => {
      const rides = Array.from({ length: 50 }, (_, index) => assigned(`s-${index}`));
      const culprit = assigned('s-bad', { changedAt: '0000-01-01T00:00:00.000Z' });
      await component().publishRides(...shuffled([...rides, culprit], random));
      await component().allSettled();
      expect(component().deadLetters.map(({ subject }) => subject)).toEqual(['rides.changed.ride-of-s-bad']);
      const { body } = await component().get<DriversAnswer>(
        `/drivers?ids=${rides.map((ride) => ride.driverId).join(',')}`,
      );
      expect(body.drivers.filter(({ ride }) => ride !== null)).toHaveLength(50);
    });

    it('counts consumed messages, answers and lookups in its metrics', async () => {
      const { body } = await component().get<string>('/metrics');
      for (const name of [
        'messages_consumed_total{durable="driver-service-positions"}',
        'messages_processed_total{durable="driver-service-positions",outcome="applied"}',
        'messages_processed_total{durable="driver-service-positions",outcome="superseded"}',
        'messages_dead_lettered_total{durable="driver-service-positions"}',
        'consumer_batch_size_count{durable="driver-service-positions"}',
        'consumer_batch_duration_seconds_count{durable="driver-service-ride-copy"}',
        'ride_details_total{from="ride-service"}',
        'ride_details_total{from="deadline-exceeded"}',
        'grpc_client_call_duration_seconds_count{method="RideDetailsService/BatchGetRides",code="OK"}',
      ]) {
        expect(body).toContain(name);
      }
    });
  });
}
