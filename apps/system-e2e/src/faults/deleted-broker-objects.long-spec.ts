import { BROKER_NEEDS, CONSUMERS, STREAMS } from '@ride-hailing/contracts';
import { eventually } from '@ride-hailing/testing';
import { type JetStreamManager } from 'nats';
import { assigned, hasDetails, introduce } from '../running-system/asking';
import { call } from '../running-system/http';
import { metricsOf } from '../running-system/metrics';
import { startSystem, type System } from '../running-system/system';

const NOTICED_WITHIN_MS = 15_000;
const SERVICES = ['ride-service', 'driver-service'] as const;

type Kind = 'stream' | 'consumer';

interface Readiness {
  readonly status: string;
  readonly checks: Record<string, { ok: boolean; reason?: string }>;
}

describe('broker objects that an operator deletes by mistake', () => {
  let system: System;
  let manager: JetStreamManager;
  let drivers = 0;
  let pids: (number | undefined)[];
  const pidsNow = () => SERVICES.map((service) => system.process(service).pid);
  const urlOf = (service: (typeof SERVICES)[number]) =>
    service === 'ride-service' ? system.rideService : system.driverService;

  beforeAll(async () => {
    system = await startSystem({ approaches: ['event-replication', 'shared-cache', 'shared-files'] });
    manager = await (await system.broker('operator')).manager();
    pids = pidsNow();
  }, 120_000);

  afterAll(() => system.stop(), 60_000);

  /** The services that use it. */
  const usersOf = (kind: Kind, name: string) =>
    SERVICES.filter((service) =>
      kind === 'stream'
        ? BROKER_NEEDS[service].streams.includes(name)
        : BROKER_NEEDS[service].consumers.some(({ durable }) => durable === name),
    );

  async function shows(kind: Kind, name: string, missing: boolean): Promise<void> {
    await eventually(
      async () => {
        for (const service of usersOf(kind, name)) {
          const { status, checks } = (await (
            await fetch(`${urlOf(service)}/health/ready`)
          ).json()) as Readiness;
          const said = checks['broker-objects']?.reason?.includes(`${kind} ${name}`) ?? false;
          const gauge = (await metricsOf(urlOf(service))).includes(
            `broker_objects_missing{kind="${kind}",name="${name}"} ${missing ? 1 : 0}`,
          );
          if (status !== 'ready' || said !== missing || !gauge) return false;
        }
        return true;
      },
      { timeoutMs: NOTICED_WITHIN_MS, intervalMs: 200 },
    );
  }

  /** Rides go from their owner to every copy, and drivers' updates arrive. */
  async function untilAllFlows(): Promise<void> {
    expect(pidsNow()).toEqual(pids);
    const driverId = `x-${(drivers += 1)}`;
    await introduce(system, [driverId]);
    const ride = await assigned(system, driverId);
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
      await shows('stream', name, false);
      await manager.streams.delete(name);
      await shows('stream', name, true);
      await system.provision();
      await shows('stream', name, false);
      await untilAllFlows();
    },
    120_000,
  );

  it.each(CONSUMERS.map(({ stream, durable }) => [durable, stream] as const))(
    'reports the deleted consumer %s in time, and works again after provisioning without a restart',
    async (durable, stream) => {
      await shows('consumer', durable, false);
      await manager.consumers.delete(stream, durable);
      await shows('consumer', durable, true);
      await system.provision();
      await shows('consumer', durable, false);
      await untilAllFlows();
    },
    120_000,
  );
});
