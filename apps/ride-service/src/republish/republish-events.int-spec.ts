import { RIDE_EVENTS, rideChangedSubject } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { runRepublish } from '../../test/run-republish';
import { RunningRideService } from '../../test/running-ride-service';
import type { RideJourneyDto } from '../rides/ride-journey.dto';
import { republishEvents } from './republish-events';

const ALL = new Date(0);

describe('publishing the events of rides again', () => {
  let running: RunningRideService;
  let database: Database;

  beforeAll(async () => {
    running = await RunningRideService.start(integrationInfrastructure());
    database = running.service.app.get(Database);
  });

  afterAll(() => running.stop());

  const run = async (since = ALL): Promise<string[]> => {
    const said: string[] = [];
    await republishEvents(database, { since, patienceMs: 10_000 }, (line) => said.push(line));
    return said;
  };
  const unpublished = 'SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL';

  it('has nothing to do while no event was published', async () => {
    expect(await run()).toEqual(['events to publish again: 0 (all that are kept)', 'nothing to do']);
  });

  it('publishes all kept events again, or those published since a time, and ends when none waits', async () => {
    for (const driverId of ['r-1', 'r-2', 'r-3']) await running.assignedRide(driverId);
    await running.published();
    expect((await run()).at(-1)).toBe('published again: 6, none of them waits');
    await running.sql.query("UPDATE outbox SET published_at = now() - interval '1 hour' WHERE version = 1");
    const since = new Date(Date.now() - 1_800_000);
    expect(await run(since)).toEqual([
      `events to publish again: 3 (published since ${since.toISOString()})`,
      'published again: 3, none of them waits',
    ]);
    expect((await running.sql.query<{ n: number }>(unpublished)).rows[0]?.n).toBe(0);
  });

  it('stores purged events again, though the broker still remembers the message ids', async () => {
    const ride = await running.assignedRide('r-4');
    expect(await running.eventsOf(ride.id)).toHaveLength(2);
    const manager = await running.nats.jetstreamManager();
    await manager.streams.purge(RIDE_EVENTS, { filter: rideChangedSubject(ride.id) });
    expect(await running.eventsOf(ride.id)).toEqual([]);
    expect((await run()).at(-1)).toBe('published again: 8, none of them waits');
    expect((await running.eventsOf(ride.id)).map(({ data }) => data.version)).toEqual([1, 2]);
    const { body } = await running.call<RideJourneyDto>('GET', `/rides/${ride.id}/journey`);
    for (const { version, streamSequence } of body.versions) {
      const stored = await manager.streams.getMessage(RIDE_EVENTS, { seq: streamSequence ?? 0 });
      expect(stored.json()).toMatchObject({ rideId: ride.id, version });
    }
  });

  it('ends with one line and exit code 1 when its arguments are wrong or no relay runs', async () => {
    const url = running.database.url;
    await running.service.stop();
    const main = (...args: string[]) => runRepublish({ DATABASE_URL: url }, 'ride-events', ...args);
    expect(main('--since', 'noon')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^ride-events: --since must be a time with its zone[^\n]*\n$/) as string,
    });
    expect(main('--patience', '1')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^ride-events: no event has gone out for 1 s; waiting in the outbox: 8\.[^\n]*\n$/,
      ) as string,
    });
  });
});
