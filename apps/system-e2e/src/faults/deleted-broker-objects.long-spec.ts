import { BROKER_NEEDS, CONSUMERS, STREAMS } from '@ride-hailing/contracts';
import { eventually } from '@ride-hailing/testing';
import { type JetStreamManager } from 'nats';
import { hasDetails } from '../running-system/current-ride';
import { readiness } from '../running-system/health';
import { call } from '../running-system/http';
import { metricsOf } from '../running-system/metrics';
import { introduce, shownRide } from '../running-system/rides';
import { startSystem, type System } from '../running-system/system';

const NOTICED_WITHIN_MS = 15_000;
const SERVICES = ['ride-service', 'driver-service'] as const;

type Kind = 'stream' | 'consumer';

describe('broker objects that an operator deletes by mistake', () => {
  let system: System;
  let manager: JetStreamManager;
  let drivers = 0;
  let pids: (number | undefined)[];

  beforeAll(async () => {
    system = await startSystem({ approaches: ['event-replication', 'shared-cache', 'shared-files'] });
    manager = await (await system.broker('operator')).manager();
    pids = system.pidsOf(SERVICES);
  }, 120_000);

  afterAll(() => system.stop(), 60_000);

  /** The services that use a stream or consumer. */
  const usersOf = (kind: Kind, name: string) =>
    SERVICES.filter((service) =>
      kind === 'stream'
        ? BROKER_NEEDS[service].streams.includes(name)
        : BROKER_NEEDS[service].consumers.some(({ durable }) => durable === name),
    );

  async function untilReported(kind: Kind, name: string, missing: boolean): Promise<void> {
    await eventually(
      async () => {
        for (const service of usersOf(kind, name)) {
          const url = system.urlOf(service);
          const { status, checks } = (await readiness(url)).body;
          const isReported = checks['broker-objects']?.reason?.includes(`${kind} ${name}`) ?? false;
          const isInMetrics = (await metricsOf(url)).includes(
            `broker_objects_missing{kind="${kind}",name="${name}"} ${missing ? 1 : 0}`,
          );
          if (status !== 'ready' || isReported !== missing || !isInMetrics) return false;
        }
        return true;
      },
      { timeoutMs: NOTICED_WITHIN_MS, intervalMs: 200 },
    );
  }

  /** Waits until a new ride has reached every copy, and a driver's update has arrived. */
  async function untilAllFlows(): Promise<void> {
    expect(system.pidsOf(SERVICES)).toEqual(pids);
    const driverId = `x-${(drivers += 1)}`;
    await introduce(system, [driverId]);
    const ride = await shownRide(system, driverId);
    await eventually(() => hasDetails(system, driverId));
    for (const approach of ['event-replication', 'shared-cache', 'shared-files']) {
      await eventually(async () => {
        const answer = await call<{ ride: { id: string } | null }>(
          `${system.gateway}/drivers/${driverId}/current-ride?approach=${approach}`,
        );
        return answer.body.ride?.id === ride.id;
      });
    }
  }

  async function comesBack(kind: Kind, names: readonly string[], remove: (name: string) => Promise<unknown>) {
    for (const name of names) await untilReported(kind, name, false);
    for (const name of names) await remove(name);
    await Promise.all(names.map((name) => untilReported(kind, name, true)));
    await system.provision();
    await Promise.all(names.map((name) => untilReported(kind, name, false)));
    await untilAllFlows();
  }

  // Services make their buckets in memory again, before everybody has seen that they are missing.
  const streams = STREAMS.filter(({ storage }) => storage === 'file').map(({ name }) => name);
  it.each([{ names: streams.slice(0, 1) }, { names: streams }])(
    'reports the deleted streams $names in time, and works again after provisioning without a restart',
    ({ names }) => comesBack('stream', names, (name) => manager.streams.delete(name)),
    120_000,
  );

  it('works again without provisioning when the broker was killed and has forgotten what it had in memory', async () => {
    const forgotten = STREAMS.filter(({ storage }) => storage === 'memory').map(({ name }) => name);
    expect(forgotten).not.toEqual([]);
    const broker = system.process('nats');
    await broker.kill('SIGKILL');
    await broker.start();
    await broker.waitReady();
    const isThere = (name: string) => manager.streams.info(name).then(() => true);
    for (const name of forgotten) await eventually(() => isThere(name), { timeoutMs: NOTICED_WITHIN_MS });
    await untilAllFlows();
  }, 120_000);

  const streamOf = new Map(CONSUMERS.map(({ stream, durable }) => [durable, stream]));
  const durables = [...streamOf.keys()];
  it.each([{ names: durables.slice(0, 1) }, { names: durables }])(
    'reports the deleted consumers $names in time, and works again after provisioning without a restart',
    ({ names }) =>
      comesBack('consumer', names, (name) => manager.consumers.delete(streamOf.get(name) ?? '', name)),
    120_000,
  );
});
