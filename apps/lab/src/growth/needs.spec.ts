import { someDemands } from '../../test/demands.builder';
import { type Assumed, NORMAL } from './assumptions';
import { joinOf, needsOf } from './needs';

/** A driver sends an update, makes a hundredth of a change and reads once a second. */
const ROUND: Assumed = {
  ...NORMAL,
  ...{ 'update-every': 1, 'rides-per-hour': 9, 'changes-per-ride': 4, 'reads-per-second': 1 },
  ...{ consumers: 3, utilisation: 0.5, 'stream-replicas': 3, standbys: 1, 'server-cores': 16, zones: 3 },
  ...{ 'update-bytes': 100, 'event-bytes': 1_000, 'row-bytes': 300, 'wal-bytes': 400, 'hours-a-day': 24 },
};

const needs = (drivers: number, more: Partial<Assumed> = {}, approach = 'near') =>
  needsOf({ drivers, approach }, someDemands(), { ...ROUND, ...more });

describe('what a number of drivers needs', () => {
  it('is the demand of each path, times how often it is gone', () => {
    const { load, paths } = needs(10_000);
    expect(load).toEqual({ updates: 10_000, changes: 100, reads: 10_000 });
    expect(paths.updates).toMatchObject({ driver: 10, driverPostgres: 10 });
    expect(paths.changes.ride).toBeCloseTo(1);
    expect(paths.reads).toMatchObject({ driver: 10, driverPostgres: 10, ride: 0 });
  });

  it('counts as the Postgres of rides what the thread of ride-service has not used of a change', () => {
    expect(needs(10_000).paths.changes.ridePostgres).toBeCloseTo(100 * (0.03 - 0.01));
  });

  it('stores an update once for each replica, and delivers it once', () => {
    expect(needs(1_000).paths.updates.nats).toBeCloseTo(1_000 * 0.001 * (3 + 1));
    expect(needs(1_000, { 'stream-replicas': 1 }).paths.updates.nats).toBeCloseTo(1_000 * 0.001 * (1 + 1));
  });

  it('doubles its cores, its bytes and its traffic when there are twice as many drivers', () => {
    const [one, two] = [needs(50_000), needs(100_000)];
    for (const [process, cores] of Object.entries(one.cores))
      expect(two.cores[process as keyof typeof two.cores]).toBeCloseTo(2 * cores);
    expect(two.kept.inDatabases).toBeCloseTo(2 * one.kept.inDatabases);
    expect(two.network.betweenZones).toBeCloseTo(2 * one.network.betweenZones);
    expect(two.money.disk).toBeCloseTo(2 * one.money.disk);
  });

  it('takes whole instances, each a thread that is used to the target alone, and two at least', () => {
    expect(needs(10).instances).toEqual({ driver: 2, ride: 2, consumers: 4 });
    // 20 busy cores at a half, and one for 100 changes of rides.
    expect(needs(10_000).instances).toMatchObject({ driver: 40, ride: 2 });
    expect(needs(10_001).instances.driver).toBe(41);
    expect(needs(10_000, { utilisation: 1 }).instances.driver).toBe(20);
  });

  it('splits the drivers by the cores of a database or by the rows that it writes, whichever needs more', () => {
    // 20 busy cores, of which a server gives 8; 10,000 rows, of which it writes 25,000.
    expect(needs(10_000).primaries.driver).toBe(3);
    // With 500 cores a server, the rows count: 50,000 of 25,000.
    expect(needs(50_000, { 'server-cores': 500 }).primaries.driver).toBe(2);
  });

  it('splits streams by what one of them takes and gives, whichever is less', () => {
    expect(needs(5_000).streams).toEqual({ updates: 1, events: 1 });
    expect(needs(5_001).streams.updates).toBe(2);
  });

  it('has a server of NATS for each replica at least, and more when their cores are used', () => {
    expect(needs(10).natsServers).toBe(3);
    // 40 busy cores for the updates, of which a server gives 8.
    expect(needs(10_000, { consumers: 1, 'rides-per-hour': 0.01 }).natsServers).toBe(6);
  });

  it('counts each copy of what is kept', () => {
    const few = { 'ride-days': 1, 'event-days': 1, 'update-minutes': 1, consumers: 2 };
    const { kept } = needs(100, few);
    const [changes, rides] = [86_400, 21_600];
    expect(kept.rides).toBeCloseTo(rides);
    expect(kept.inStreams).toBeCloseTo(3 * (100 * 60 * 100 + changes * 1_000));
    const rows = 100 * 300 + changes * 1_000 + rides * 1_000 + rides * 100 * 2;
    expect(kept.inDatabases).toBeCloseTo(2 * rows);
    expect(needs(100, { ...few, standbys: 0 }).kept.inDatabases).toBeCloseTo(rows);
  });

  it('sends nothing from zone to zone within a single one', () => {
    expect(needs(100).network.betweenZones).toBeGreaterThan(0);
    expect(needs(100, { zones: 1 }).network.betweenZones).toBe(0);
    expect(needs(100, { zones: 1 }).money.network).toBe(0);
  });

  it('takes the bytes of a read where the reads for each change were nearest', () => {
    const read = (perSecond: number) => {
      const { load, network } = needs(100, { 'reads-per-second': perSecond });
      const none = needs(100, { 'reads-per-second': perSecond }, 'far');
      return (none.network.all - network.all) / load.reads;
    };
    expect(read(1)).toBeCloseTo(1_000 - 50);
    expect(read(0.01)).toBeCloseTo(1_000 - 500);
  });

  it('pays each vCPU for all hours of a month, and each GiB once', () => {
    const { vcpus, money, kept } = needs(10_000, { 'vcpu-hour': 1, 'gib-month': 1 });
    expect(vcpus.all).toBe(vcpus.node + vcpus.postgres + vcpus.nats);
    expect(money.cpu).toBeCloseTo(vcpus.all * 730.5);
    expect(money.disk).toBeCloseTo((kept.inStreams + kept.inDatabases) / 1024 ** 3);
    expect(money.all).toBeCloseTo(money.cpu + money.disk + money.network);
  });

  it('has no other consumers when Driver Service is the only one', () => {
    const { instances, primaries, cores } = needs(10_000, { consumers: 1 });
    expect([instances.consumers, primaries.consumers, cores.consumers]).toEqual([0, 0, 0]);
  });

  it('refuses an approach that was not measured', () => {
    expect(() => needs(1, {}, 'telepathy')).toThrow('the approach telepathy was not measured');
  });

  it('fills a consumer that joins with all rides that are kept', () => {
    const one = needs(100, { 'ride-days': 1 });
    const join = joinOf(one, { seconds: 0.5, bytes: 10, ownerCpuSeconds: 0.25 });
    expect(join.secondsOfOneJob).toBeCloseTo(10_800);
    expect(join.bytes).toBeCloseTo(216_000);
    expect(join.ownerCpuSeconds).toBeCloseTo(5_400);
    expect(
      joinOf({ ...one, primaries: { ...one.primaries, ride: 4 } }, { ...join, seconds: 0.5 }),
    ).toMatchObject({ secondsByDatabase: 2_700 });
  });
});
