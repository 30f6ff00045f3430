import { type Approach, APPROACH_TABLE, APPROACHES, driverUpdateSubject } from '@ride-hailing/contracts';
import { aRideRequest, eventually } from '@ride-hailing/testing';
import { randomUUID } from 'node:crypto';
import { BrokerWatch } from '../contracts/broker-watch';
import { call, must } from '../running-system/http';
import { grpcCallsServed } from '../running-system/metrics';
import { introduce, untilAssigned } from '../running-system/rides';
import { type CurrentRide, type Ride, startSystem, type System } from '../running-system/system';

interface Comparison {
  readonly reference: Approach;
  readonly approaches: readonly {
    readonly approach: Approach;
    readonly outcome: string;
    readonly answer: CurrentRide | null;
    readonly differs: readonly string[];
  }[];
}

/** Where an approach reads a ride and where its details: from one place, except for hybrid. */
const originsOf = (approach: Approach): readonly [ride: string, details: string] => {
  const { origin } = APPROACH_TABLE[approach];
  return [origin, approach === 'hybrid' ? 'ride-service' : origin];
};
const WITHOUT_CALLS = ['event-replication', 'database-view', 'shared-cache', 'shared-files'] as const;
const VISIBLE_WITHIN_MS = 10_000;

describe('every approach in one running system', () => {
  let system: System;
  let watch: BrokerWatch;

  beforeAll(async () => {
    // On a busy machine the shared cache may take longer than its usual limit, which would count as a miss here.
    const env = { 'driver-service': { SHARED_CACHE_TIMEOUT_MS: '1000' } };
    system = await startSystem({ approaches: APPROACHES, env });
    watch = await BrokerWatch.start(await system.broker('operator'));
  }, 120_000);

  afterAll(() => system.stop());

  /** Hybrid is read without a cache, so that Ride Service gives the details. */
  const addressOf = (driverId: string, approach: Approach) =>
    `${system.gateway}/drivers/${driverId}/current-ride?approach=${approach}` +
    (approach === 'hybrid' ? '&cache=none' : '');

  const ask = (driverId: string, approach: Approach) => call<CurrentRide>(addressOf(driverId, approach));

  const change = (ride: Ride, command: string) =>
    must<Ride>(`${system.gateway}/rides/${ride.id}/${command}`, { method: 'POST' });

  /** Waits until every approach gives this version from its own source, and returns their answers. */
  const allAt = async (driverId: string, version: number): Promise<CurrentRide[]> => {
    const answers: CurrentRide[] = [];
    for (const approach of APPROACHES) {
      const atVersion = async () => {
        const { body } = await ask(driverId, approach);
        const { ride, details } = body.sources;
        const isFromItsSource =
          ride.from === originsOf(approach)[0] && details.from === originsOf(approach)[1];
        return body.ride?.version === version && isFromItsSource && body;
      };
      answers.push(await eventually(atVersion, { timeoutMs: VISIBLE_WITHIN_MS }));
    }
    return answers;
  };

  it('every approach gives the same ride and details after each change, and none after the end', async () => {
    const [driverId, name] = [`d-${randomUUID()}`, `Rider ${randomUUID()}`];
    const body = aRideRequest({
      rider: { name, phone: '+82-2-111-2222' },
      stops: [{ lat: 37.53, lng: 127.01, address: 'Ichon' }],
      notes: 'two suitcases',
    });
    const ride = await must<Ride>(`${system.gateway}/rides`, { method: 'POST', body });
    await introduce(system, [driverId]);
    await untilAssigned(system, ride, driverId);

    for (const [status, version] of [
      ['ASSIGNED', 2],
      ['IN_PROGRESS', 3],
    ] as const) {
      if (status === 'IN_PROGRESS') await change(ride, 'start');
      const answers = await allAt(driverId, version);
      expect(answers[0]).toMatchObject({
        driverId,
        ride: { id: ride.id, status, version },
        details: { riderName: name, riderPhone: '+82-2-111-2222', notes: 'two suitcases' },
      });
      for (const { sources, ...answer } of answers) {
        expect(answer).toEqual({ driverId, ride: answers[0]?.ride, details: answers[0]?.details });
        expect(sources.details).toMatchObject({ version, reason: null });
      }
      expect(answers.map(({ sources }) => sources.approach)).toEqual(APPROACHES);
    }

    await change(ride, 'complete');
    for (const approach of APPROACHES) {
      const isOver = async () => (await ask(driverId, approach)).body.ride === null;
      await eventually(isOver, { timeoutMs: VISIBLE_WITHIN_MS });
      const { status, body: answer } = await ask(driverId, approach);
      expect(status).toBe(200);
      expect(answer).toMatchObject({ driverId, details: null, sources: { approach } });
    }
  }, 60_000);

  it('calls the owner with sync-api, and not with the approaches that read shared or copied data', async () => {
    const driverId = `d-${randomUUID()}`;
    const ride = await must<Ride>(`${system.gateway}/rides`, { method: 'POST', body: aRideRequest() });
    await introduce(system, [driverId]);
    await untilAssigned(system, ride, driverId);
    await allAt(driverId, 2);

    const before = await grpcCallsServed(system);
    for (const approach of WITHOUT_CALLS) {
      expect((await ask(driverId, approach)).body).toMatchObject({ ride: { id: ride.id, version: 2 } });
    }
    expect(await grpcCallsServed(system)).toBe(before);
    await ask(driverId, 'sync-api');
    expect(await grpcCallsServed(system)).toBe(before + 1);
  }, 60_000);

  it('compares all approaches about one driver at once, before and after a change', async () => {
    const driverId = `d-${randomUUID()}`;
    const ride = await must<Ride>(`${system.gateway}/rides`, { method: 'POST', body: aRideRequest() });
    await introduce(system, [driverId]);
    await untilAssigned(system, ride, driverId);

    for (const version of [2, 3]) {
      if (version === 3) await change(ride, 'start');
      const compared = await eventually(
        async () => {
          const { body } = await call<Comparison>(
            `${system.gateway}/drivers/${driverId}/current-ride/comparison`,
          );
          return body.approaches?.every(({ answer }) => answer?.ride?.version === version) && body;
        },
        { timeoutMs: VISIBLE_WITHIN_MS },
      );
      expect(compared.reference).toBe('sync-api');
      expect(
        compared.approaches.map(({ approach, outcome, differs }) => [approach, outcome, differs]),
      ).toEqual(APPROACHES.map((approach) => [approach, 'answered', []]));
    }
  }, 60_000);

  it('Every message sent over the broker matches the committed AsyncAPI document, on every channel', async () => {
    const driverId = `d-${randomUUID()}`;
    const ride = await must<Ride>(`${system.gateway}/rides`, { method: 'POST', body: aRideRequest() });
    await introduce(system, [driverId]);
    await untilAssigned(system, ride, driverId);
    await allAt(driverId, 2);
    await must(`${system.gateway}/drivers/${driverId}/current-ride?cache=nats-kv`);

    const garbage = { subject: driverUpdateSubject(`d-${randomUUID()}`), data: 'no update' };
    watch.ignore(garbage.subject);
    await (await system.broker('operator')).publishAll([garbage]);

    const counts = await eventually(() => {
      const now = watch.counts();
      return Object.values(now).every((count) => count > 0) && now;
    });
    console.log(`messages held against the AsyncAPI document: ${JSON.stringify(counts)}`);
    expect(watch.faults()).toEqual([]);
  }, 60_000);
});
