import { APPROACHES, PERSONAL_COPIES, PERSONAL_PLACES, type PersonalPlace } from '@ride-hailing/contracts';
import { aRideRequest, eventually, TraceCollector } from '@ride-hailing/testing';
import type { BrokerClient } from '../running-system/broker';
import { call, must } from '../running-system/http';
import { commandRide, introduce, untilAssigned } from '../running-system/rides';
import { type CurrentRide, type Ride, startSystem, type System } from '../running-system/system';
import { findings } from './every-store';
import { runForget } from './run-forget';

const RIDER = 'r-unverwechselbar';
const PERSON = {
  riderId: RIDER,
  rider: { name: 'Nadja Quellwasser', phone: '+49-30-5550173' },
  pickup: { lat: 37.512345, lng: 127.123451, address: 'Klosterweg 17' },
  dropoff: { lat: 37.523456, lng: 127.134562, address: 'Brunnengasse 4' },
  stops: [{ lat: 37.534567, lng: 127.145673, address: 'Am Alten Hafen 9' }],
  notes: 'wheelchair in the boot',
};
const TRACES =
  /unverwechselbar|Nadja|5550173|Klosterweg|Brunnengasse|Alten Hafen|wheelchair|37\.5(12345|23456|34567)|127\.1(23451|34562|45673)/;
const NEIGHBOUR = { riderId: 'r-neighbour', rider: { name: 'Olga Nachbarin', phone: '+49-30-5550999' } };
const CACHES = ['none', 'ttl', 'stale-while-revalidate', 'versioned', 'nats-kv'] as const;
const DRIVER = 'd-forget-now';
/** Streams with personal data that are not in memory, apart from the object store. */
const ON_DISK = ['DEAD_LETTERS', 'DEAD_LETTERS_RIDE_DOCUMENTS', 'RIDE_DOCUMENTS', 'RIDE_EVENTS'];
const FOLLOWS_WITHIN_MS = 15_000;

describe('forgetting a rider', () => {
  let system: System;
  let spans: TraceCollector;
  let operator: BrokerClient;

  beforeAll(async () => {
    spans = await TraceCollector.start();
    const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: spans.endpoint, OTEL_TRACES_SAMPLER_ARG: '1' };
    const services = ['ride-service', 'driver-service', 'gateway'];
    const env = Object.fromEntries(services.map((name) => [name, tracing]));
    // On a busy machine, details and cache may take longer than their usual limits.
    const patient = { ...tracing, DETAILS_DEADLINE_MS: '3000', SHARED_CACHE_TIMEOUT_MS: '1000' };
    system = await startSystem({ approaches: APPROACHES, env: { ...env, 'driver-service': patient } });
    operator = await system.broker('operator');
  }, 120_000);

  afterAll(async () => {
    await system.stop();
    await spans.stop();
  });

  const search = () => findings(system, TRACES, { operator, spans });

  /** A ride that the rider has requested, with a key. */
  const requested = async (person: typeof PERSON | typeof NEIGHBOUR = PERSON): Promise<Ride> =>
    must<Ride>(`${system.gateway}/rides`, {
      method: 'POST',
      body: aRideRequest(person),
      headers: {
        ...(await system.as('rider', person.riderId)),
        'idempotency-key': `${person.rider.name.replace(' ', '-')}-${Math.random()}`,
      },
    });

  const assigned = async (driverId: string, person?: typeof NEIGHBOUR): Promise<Ride> => {
    const ride = await requested(person);
    await introduce(system, [driverId]);
    await untilAssigned(system, ride, driverId);
    return ride;
  };

  const cancel = (ride: Ride) => must(`${system.gateway}/rides/${ride.id}/cancel`, { method: 'POST' });

  const textsOf = (paths: readonly string[]): Promise<string[]> =>
    Promise.all(paths.map(async (path) => JSON.stringify((await call(system.gateway + path)).body)));

  /** The driver's current ride by every caching choice and approach. */
  const currentRides = () =>
    textsOf([
      ...CACHES.map((cache) => `/drivers/${DRIVER}/current-ride?cache=${cache}`),
      ...APPROACHES.map((approach) => `/drivers/${DRIVER}/current-ride?approach=${approach}`),
    ]);

  const isSeenEverywhere = async () =>
    (await currentRides()).every((answer) => answer.includes(PERSON.rider.name));

  /** Everything that the services answer about the rides and the driver. */
  const answers = async (rides: readonly Ride[]): Promise<string[]> => [
    ...(await currentRides()),
    ...(await textsOf([
      ...['/rides?limit=100', `/drivers/${DRIVER}`, `/drivers/${DRIVER}/current-ride/comparison`],
      ...rides.flatMap(({ id }) => [`/rides/${id}`, `/rides/${id}/journey`]),
    ])),
  ];

  /** Events and documents that no consumer can process. */
  async function poison({ id }: Ride): Promise<void> {
    const owner = await system.broker('ride-service');
    const { lat, lng } = PERSON.pickup;
    await owner.publishAll([
      { subject: `rides.changed.${id}`, data: JSON.stringify({ rideId: id, pickup: { lat, lng } }) },
      { subject: `rides.document.${id}`, data: JSON.stringify({ ...PERSON, rideId: id }) },
      // A document on the subject of another ride says only in itself whose it is.
      { subject: 'rides.document.none', data: JSON.stringify({ ...PERSON, version: 99 }) },
    ]);
  }

  it('removes a rider from every store, raw and on disk, from the log files, the traces and every answer, whatever was killed meanwhile', async () => {
    await cancel(await requested());
    await cancel(await assigned('d-forget-1'));
    const past = await assigned('d-forget-2');
    await commandRide(system, past, 'start');
    await commandRide(system, past, 'complete');
    const neighbour = await assigned('d-forget-3', NEIGHBOUR);
    const current = await assigned(DRIVER);
    await commandRide(system, current, 'start');
    await poison(current);
    await eventually(isSeenEverywhere, { timeoutMs: FOLLOWS_WITHIN_MS });
    const copies = PERSONAL_PLACES.filter((place) => place !== 'memory of Driver Service');
    const before = await eventually(
      async () => {
        const found = await search();
        return copies.every((place) => found.has(place)) && found;
      },
      { timeoutMs: FOLLOWS_WITHIN_MS },
    );
    expect([...before.keys()].sort()).toEqual(
      [...copies, ...ON_DISK.map((stream) => `files of ${stream}`)].sort(),
    );

    const refused = await runForget(system, [RIDER]);
    expect(refused.code).toBe(1);
    expect(refused.output).toContain(`${current.id} is IN_PROGRESS`);
    expect((await search()).size).toBe(before.size);

    await commandRide(system, current, 'complete');
    await system.process('ride-service').stop();
    const away = await runForget(system, [RIDER]);
    expect(away.code).toBe(1);
    expect(away.output).toMatch(
      /^forget: Ride Service at \S+ does not answer \(.*\); run it again when it does$/,
    );
    await system.process('ride-service').start();
    await system.process('ride-service').waitReady();

    await system.process('driver-service').stop();
    const killed = await runForget(system, [RIDER], { killAt: 'erased at Ride Service: 4 rides' });
    expect(killed.code).toBeNull();
    const unfinished = await runForget(system, [RIDER, '--patience', '1']);
    expect(unfinished.code).toBe(1);
    expect(unfinished.output).toContain('driver_service.ride_copy still holds 4 of the rider; run it again');
    await system.process('driver-service').start();
    const done = await runForget(system, [RIDER]);
    expect(done.code).toBe(0);
    expect(done.output).toContain('going on with what was erased before');

    expect([...(await search())]).toEqual([]);
    expect((await answers([past, current])).filter((answer) => TRACES.test(answer))).toEqual([]);
    const again = await runForget(system, [RIDER]);
    expect(again.code).toBe(1);
    expect(again.output).toContain('no ride of this rider is known, or the rider was forgotten before');
    expect(await system.count('ride_service', 'erasures WHERE finished_at IS NULL')).toBe(0);
    const { body } = await call<CurrentRide>(
      `${system.gateway}/drivers/d-forget-3/current-ride?approach=event-replication`,
    );
    expect(body).toMatchObject({ ride: { id: neighbour.id }, details: { riderName: NEIGHBOUR.rider.name } });
  }, 120_000);

  it('says of every place in docs/personal-data.md how long it kept a rider after the commit, or until when it keeps the rider and why', async () => {
    const ride = await assigned(DRIVER);
    await commandRide(system, ride, 'start');
    await eventually(isSeenEverywhere, { timeoutMs: FOLLOWS_WITHIN_MS });
    await commandRide(system, ride, 'complete');
    const { code, output } = await runForget(system, [RIDER]);
    expect(code).toBe(0);
    const kindOf = (place: PersonalPlace): RegExp => {
      const { approach, goes } = PERSONAL_COPIES[place];
      const became = {
        'with the commit': 'gone with the commit',
        'by its event': 'gone (after|within) \\d+ ms, by its event',
        'by the command': '(gone after \\d+ ms, by the command|held nothing)',
        'by its age': 'kept until \\S+Z at the latest, because only its age removes it; no answer shows it',
      }[goes];
      return new RegExp(`^${approach ?? 'all approaches'}  ${place}: ${became}$`);
    };
    const lines = output.split('\n').slice(1);
    expect(lines).toHaveLength(PERSONAL_PLACES.length);
    lines.forEach((line, at) => expect(line).toMatch(kindOf(PERSONAL_PLACES[at] ?? 'ride_service.rides')));
    expect([...(await search())]).toEqual([]);
  }, 60_000);
});
