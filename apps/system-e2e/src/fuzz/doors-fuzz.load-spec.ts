import { RIDE_DOCUMENTS, RIDE_EVENTS } from '@ride-hailing/contracts';
import { eventually, seededRandom, shuffled } from '@ride-hailing/testing';
import fc from 'fast-check';
import type { BrokerClient } from '../running-system/broker';
import { allSettled } from '../running-system/consumers';
import { untilCopiesEqual } from '../running-system/copies';
import { isReady } from '../running-system/health';
import { must } from '../running-system/http';
import { inParallel } from '../running-system/in-parallel';
import { metricsOf } from '../running-system/metrics';
import { startSystem, type System } from '../running-system/system';
import { badOnes, BrokerDoor, repeatOf, type Sent } from './broker/broker-door';
import { deadLetters, faultsOfLetters } from './broker/dead-letters';
import { type Fleet, fleetOf } from './broker/driver-updates';
import type { WireMessage } from './broker/nats-wire';
import { refusedByBroker } from './broker/refused-by-broker';
import { badRideMessages, CHANGED, DOCUMENT } from './broker/ride-messages';
import { Doors } from './doors';
import { badCallFields } from './grpc/bad-call-fields';
import { badCallFrames } from './grpc/bad-call-frames';
import { goodCalls } from './grpc/good-calls';
import { badRequests } from './http/bad-requests';
import { goodReads, goodRideRequests, repeatedRides } from './http/good-requests';
import { dispatcherRequest, type HttpWorld, worldOf } from './http/http-doors';
import { drawn } from './kinds';
import { failedInside, faultsOfLog } from './service-traces';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

/** Inputs that must be refused. */
const BAD = { updates: 3_500, events: 1_100, documents: 800, toBroker: 100, requests: 3_000, calls: 1_500 };
const BAD_IN_ALL = 10_000;
/** Inputs that must be accepted. */
const GOOD = {
  ...{ updates: 400, events: 100, documents: 100, calls: 150 },
  ...{ firstRides: 60, cancelled: 30, rides: 80, repeatedRides: 40, reads: 40 },
};
const GOOD_IN_ALL = 1_000;

const SERVICES = ['ride-service', 'driver-service', 'gateway'] as const;
const DRIVERS = Array.from({ length: 40 }, (_, at) => `fuzz-${at}`);
const AT_ONCE = 32;
const REPEATS_OF_A_KEY = 4;
const SETTLED_WITHIN_MS = 90_000;
/** This spec checks the content of answers, not their speed: it keeps the machine busy. */
const PATIENT = { gateway: { UPSTREAM_TIMEOUT_MS: '9000' } };
/** The most faults that a failed assertion shows. */
const SHOWN = 20;

describe(`the system under 10,000 bad and 1,000 good inputs at every entry point (seed ${seed})`, () => {
  const random = seededRandom(seed);
  const consumers = new BrokerDoor();
  const died: string[] = [];
  let system: System;
  let operator: BrokerClient;
  let doors: Doors;
  let world: HttpWorld;
  let fleet: Fleet;
  let startedAs: (number | undefined)[];

  beforeAll(async () => {
    system = await startSystem({ approaches: ['all'], env: PATIENT });
    operator = await system.broker('operator');
    doors = new Doors(system);
    startedAs = system.pidsOf(SERVICES);
    for (const name of SERVICES) system.process(name).on('died', () => died.push(name));
    fleet = fleetOf(DRIVERS, GOOD.updates, random);
    world = await worldOf(system, DRIVERS);
  }, 120_000);

  afterAll(() => system.stop());

  /** Makes rides whose events and documents are published, half of them in two versions. */
  async function firstRides(): Promise<string[]> {
    const ids = await inParallel(drawn(goodRideRequests(world), GOOD.firstRides, seed), AT_ONCE, (one) =>
      doors.makesRide(one),
    );
    const rideIds = ids.filter((id) => id !== undefined);
    await inParallel(rideIds.slice(0, GOOD.cancelled), AT_ONCE, (id) => {
      const pieces = [dispatcherRequest(world, 'POST', `/rides/${id}/cancel`)];
      return doors.takes('a cancellation', { door: 'gateway', pieces }, [200]);
    });
    await allSettled(operator, SETTLED_WITHIN_MS);
    return rideIds;
  }

  const requests = (): (() => Promise<unknown>)[] => [
    ...drawn(badRequests(world), BAD.requests, seed).map((one) => () => doors.refuses(one)),
    ...drawn(goodRideRequests(world), GOOD.rides, seed + 1).map((one) => () => doors.makesRide(one)),
    ...fc
      .sample(repeatedRides(world, REPEATS_OF_A_KEY), {
        numRuns: GOOD.repeatedRides / REPEATS_OF_A_KEY,
        seed,
      })
      .flat()
      .map((input) => () => doors.makesRide({ title: 'a repeated request for a ride', input })),
    ...drawn(goodReads(world), GOOD.reads, seed).map(
      ({ title, input }) =>
        () =>
          doors.takes(title, input, [200]),
    ),
  ];

  const calls = (): (() => Promise<unknown>)[] => [
    ...drawn([...badCallFields(), ...badCallFrames()], BAD.calls, seed).map(
      (one) => () => doors.refusesCall(one),
    ),
    ...drawn(goodCalls(world.rideIds, DRIVERS), GOOD.calls, seed).map((one) => () => doors.takesCall(one)),
  ];

  /** Copies of stored messages in random order, older versions after newer ones. */
  async function repeats(stream: string, count: number): Promise<Sent[]> {
    const stored = (await operator.messagesOf(stream)).map(repeatOf);
    return Array.from({ length: count }, () => stored[Math.floor(random() * stored.length)] as Sent);
  }

  const goodOne = (message: WireMessage): Sent => ({ title: 'an update', message, isGood: true });

  it('refuses each bad input clearly and accepts each good one, in time', async () => {
    world = { ...world, rideIds: await firstRides() };
    const ofRides = (kind: typeof CHANGED, count: number) =>
      badOnes(drawn(badRideMessages(kind, world.rideIds), count, seed));
    // All inputs are drawn before the first is sent: drawing blocks this process from receiving answers.
    const drawnOnes = {
      requests: shuffled(requests(), random),
      calls: shuffled(calls(), random),
      updates: shuffled(
        [...badOnes(drawn(fleet.bad, BAD.updates, seed)), ...fleet.good.map(goodOne)],
        random,
      ),
      events: shuffled(
        [...ofRides(CHANGED, BAD.events), ...(await repeats(RIDE_EVENTS, GOOD.events))],
        random,
      ),
      documents: shuffled(
        [...ofRides(DOCUMENT, BAD.documents), ...(await repeats(RIDE_DOCUMENTS, GOOD.documents))],
        random,
      ),
      operations: drawn(refusedByBroker('drivers.update.'), BAD.toBroker, seed),
    };
    const phones = system.brokerLogin('operator');
    const phone = await system.phoneLogin('d-fuzz');
    const owner = system.brokerLogin('ride-service');
    await Promise.all([
      inParallel(drawnOnes.requests, AT_ONCE, (send) => send()),
      inParallel(drawnOnes.calls, AT_ONCE, (send) => send()),
      consumers.publish(phones, drawnOnes.updates),
      consumers.publish(owner, drawnOnes.events),
      consumers.publish(owner, drawnOnes.documents),
      inParallel(drawnOnes.operations, AT_ONCE, (one) => consumers.refuses(phone, one)),
    ]);
    const faults = [...doors.faults, ...consumers.faults];
    expect(faults.slice(0, SHOWN)).toEqual([]);
    expect(doors.refused + consumers.refused).toBe(BAD_IN_ALL);
    expect(doors.taken + consumers.taken).toBe(GOOD_IN_ALL);
  }, 240_000);

  it('leaves no consumer behind', () => allSettled(operator, SETTLED_WITHIN_MS), 120_000);

  it('puts each bad message into the dead letters once, with a reason', async () => {
    const letters = await deadLetters(operator);
    expect(consumers.deadLetters.size).toBeGreaterThanOrEqual(BAD.updates + 4 * BAD.events + BAD.documents);
    expect(faultsOfLetters(letters, consumers.deadLetters).slice(0, SHOWN)).toEqual([]);
  }, 60_000);

  it('keeps the newest good update of each driver', async () => {
    const rows = await system.sql(
      'driver_service',
      `SELECT driver_id AS "driverId", sequence::float8, lat, lng, available
       FROM driver_positions ORDER BY driver_id COLLATE "C"`,
    );
    const wanted = [...fleet.newest.values()]
      .map(({ driverId, sequence, position, available }) => ({ driverId, sequence, ...position, available }))
      .sort((one, other) => (one.driverId < other.driverId ? -1 : 1));
    expect(rows).toEqual(wanted);
  });

  it('keeps exactly the requested rides, and an equal copy of them', async () => {
    expect(await system.count('ride_service', 'rides')).toBe(doors.rides.size);
    const differing = await inParallel([...doors.rides], AT_ONCE, async ([id, ride]) => {
      const find = () => must<Record<string, unknown>>(`${system.rideService}/rides/${id}`);
      const found = await eventually(find);
      const isSame = Object.keys(ride).every(
        (name) => JSON.stringify(found[name]) === JSON.stringify(ride[name]),
      );
      return isSame ? [] : [{ ride, found }];
    });
    expect(differing.flat()).toEqual([]);
    await untilCopiesEqual(system, 'fuzzed doors');
  }, 120_000);

  it('keeps all services running and ready, without an internal failure of any call', async () => {
    expect(died).toEqual([]);
    expect(system.pidsOf(SERVICES)).toEqual(startedAs);
    for (const url of [system.gateway, system.rideService, system.driverService]) {
      await eventually(() => isReady(url));
      expect(failedInside(await metricsOf(url))).toEqual([]);
    }
  });

  it('logs only lines of JSON, and none that reports a fault of the service', () => {
    const faults = SERVICES.flatMap((name) => faultsOfLog(system.process(name).logFile));
    expect(faults.slice(0, SHOWN)).toEqual([]);
  });
});
