import { Database } from '@ride-hailing/service-kit';
import { eventually } from '@ride-hailing/testing';
import { OwnBroker } from '../../test/own-broker';
import { Published } from '../../test/published-state';
import { environmentOf } from '../../test/ride-service-process';
import { runRepublish } from '../../test/run-republish';
import { RunningRideService } from '../../test/running-ride-service';
import { publicationTargets } from '../publications/all-publications';
import { republishPublications } from './republish-publications';

jest.setTimeout(90_000);

describe('publishing rides again to the approaches that are on', () => {
  let broker: OwnBroker;
  let rides: RunningRideService;
  let published: Published;

  beforeAll(async () => {
    broker = await OwnBroker.start();
    rides = await RunningRideService.start(broker.infrastructure, {}, { approaches: 'all' });
    published = Published.open(broker.infrastructure, rides.nats);
  });

  afterAll(async () => {
    await published.close();
    await rides.stop();
    await broker.stop();
  });

  const run = (more: Record<string, string>, ...args: string[]) => {
    const environment = environmentOf(broker.infrastructure, rides.database.url);
    return runRepublish({ ...environment, ...more }, 'ride-publications', ...args);
  };
  const end = async (id: string) => {
    await rides.call('POST', `/rides/${id}/start`);
    await rides.call('POST', `/rides/${id}/complete`);
  };

  it('fills emptied stores page by page, ended rides included, and reports its progress', async () => {
    const active = await Promise.all(['a-1', 'a-2', 'a-3', 'a-4', 'a-5'].map((id) => rides.assignedRide(id)));
    const ended = await rides.assignedRide('ended-1');
    await end(ended.id);
    const allThere = async () => {
      for (const { id, driverId } of active) {
        expect((await published.documentsOf(id)).at(-1)?.version).toBe(2);
        for (const store of ['cache', 'files'] as const) {
          expect((await published.rideOf(store, driverId ?? ''))?.rideId).toBe(id);
        }
      }
      expect((await published.documentsOf(ended.id)).at(-1)?.status).toBe('COMPLETED');
      for (const store of ['cache', 'files'] as const)
        expect(await published.rideOf(store, 'ended-1')).toBeNull();
      return true;
    };
    await eventually(allThere);
    await published.wipe();
    expect(await published.rideOf('cache', 'a-1')).toBeUndefined();
    const database = rides.service.app.get(Database);
    const { natsUrl, credentials } = broker.infrastructure;
    const { user: natsUser, password: natsPassword } = credentials('ride-service');
    const approaches = ['event-replication', 'shared-cache', 'shared-files'] as const;
    const targets = publicationTargets(database, { approaches, natsUrl, natsUser, natsPassword });
    const said: string[] = [];
    const options = { patienceMs: 10_000, pageSize: 2 };
    await republishPublications(database, targets, options, (line) => said.push(line));
    await Promise.all(targets.map((target) => target.close()));
    const results = said.filter((line) => !line.includes('trying again'));
    expect(results).toEqual([
      'event-replication: rides: 6; written: 6, there already: 0',
      'shared-cache: drivers: 6; written: 6, there already: 0',
      'shared-files: drivers: 6; written: 6, there already: 0',
    ]);
    expect(await allThere()).toBe(true);
  });

  it('runs as a program that publishes all documents again, and writes no value that is there already', () => {
    const { status, stdout, stderr } = run({ APPROACHES: 'event-replication,shared-cache' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('event-replication: rides: 6; written: 6, there already: 0\n');
    expect(stdout).toContain('shared-cache: drivers: 6; written: 0, there already: 6\n');
    expect(stdout).not.toContain('shared-files');
    expect(stdout).toMatch(/done after \d+\.\d s\n$/);
  });

  it('has nothing to do when no approach that is on publishes anything', () => {
    const { status, stdout } = run({ APPROACHES: 'hybrid' });
    expect([status, stdout.split('\n')[0]]).toEqual([
      0,
      'nothing to do: no approach that is on (APPROACHES) has anything published',
    ]);
  });

  it.each([
    [{ APPROACHES: 'magic' }, [], /APPROACHES has magic: not among all, hybrid/],
    [
      { NATS_URL: 'nats://127.0.0.1:1' },
      ['--patience', '1'],
      /^ride-publications: shared-cache: drivers: a page could not be published for 1 s \([^\n]*\n$/,
    ],
  ])('ends with exit code 1 and one clear line with %j', (more, args, reason) => {
    const { status, stderr } = run({ APPROACHES: 'shared-cache', ...more }, ...args);
    expect(stderr).toMatch(reason);
    expect(status).toBe(1);
  });
});
