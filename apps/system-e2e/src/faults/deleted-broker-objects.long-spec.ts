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

  it.each(STREAMS.map(({ name }) => name))(
    'reports the deleted stream %s in time, and works again after provisioning without a restart',
    async (name) => {
      await untilReported('stream', name, false);
      await manager.streams.delete(name);
      await untilReported('stream', name, true);
      await system.provision();
      await untilReported('stream', name, false);
      await untilAllFlows();
    },
    120_000,
  );

  it.each(CONSUMERS.map(({ stream, durable }) => [durable, stream] as const))(
    'reports the deleted consumer %s in time, and works again after provisioning without a restart',
    async (durable, stream) => {
      await untilReported('consumer', durable, false);
      await manager.consumers.delete(stream, durable);
      await untilReported('consumer', durable, true);
      await system.provision();
      await untilReported('consumer', durable, false);
      await untilAllFlows();
    },
    120_000,
  );
});
