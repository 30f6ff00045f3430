import { aDriverUpdate, eventually } from '@ride-hailing/testing';
import { Component } from '../../test/component';

const COUNT = 6_000;
const PER_ROW_SECONDS = 0.0012;

describe('a slow database', () => {
  let component: Component;

  beforeAll(async () => {
    component = await Component.start({ cachingChoice: 'none' });
  }, 90_000);

  afterAll(() => component.stop());

  it('slows the consumer of positions down and does not stop it when a whole batch exceeds the statement time-out', async () => {
    await component.database.pool.query(`
      CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_sleep(${PER_ROW_SECONDS}); RETURN NEW; END';
      CREATE TRIGGER take_time BEFORE INSERT ON driver_positions FOR EACH ROW EXECUTE FUNCTION take_time()`);
    await component.publishUpdates(
      ...Array.from({ length: COUNT }, (_, at) => aDriverUpdate({ driverId: `slow-${at}` })),
    );
    await component.allSettled(100_000);
    const { rows } = await component.database.pool.query('SELECT count(*)::int FROM driver_positions');
    expect(rows).toEqual([{ count: COUNT }]);
    expect(component.deadLetters).toEqual([]);
    const { body } = await component.get<string>('/metrics');
    expect(body).toMatch(/consumer_batches_too_slow_total\{durable="driver-service-positions"\} [1-9]/);
    expect(body).not.toMatch(/consumer_holds_total\{durable="driver-service-positions"\}/);

    await component.database.pool.query('DROP TRIGGER take_time ON driver_positions');
    const wholeAgain = async () => {
      await component.publishUpdates(
        ...Array.from({ length: 2_000 }, (_, at) => aDriverUpdate({ driverId: `fast-${at}` })),
      );
      await component.allSettled();
      const metrics = (await component.get<string>('/metrics')).body;
      const sizes =
        /consumer_batch_size_bucket\{le="(1000|2000)",durable="driver-service-positions"\} (\d+)/g;
      const [upTo1000, upTo2000] = [...metrics.matchAll(sizes)].map(([, , count]) => Number(count));
      return (upTo2000 ?? 0) > (upTo1000 ?? 0);
    };
    await eventually(wholeAgain, { timeoutMs: 60_000 });
  }, 180_000);
});
