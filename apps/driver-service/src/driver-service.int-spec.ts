import {
  DEAD_LETTER_STREAMS,
  DRIVER_UPDATES,
  DRIVER_UPDATES_DEAD_LETTERS,
  type RideChanged,
} from '@ride-hailing/contracts';
import { DeadLetterBox } from '@ride-hailing/messaging';
import {
  aDriverUpdate,
  aRideChanged,
  aSequence,
  eventually,
  rawHeaders,
  seededRandom,
  shuffled,
} from '@ride-hailing/testing';
import { Component } from '../test/component';
import { rideEventHeaders } from '../test/incoming-message.builder';
import { aRideDocument, rideDocumentHeaders } from '../test/ride-document.builder';
import { type CurrentRideAnswer, CurrentRideDto } from './current-ride/current-ride.dto';
import type { DriverAnswer, DriversAnswer } from './drivers/drivers.dto';
import { DriverDto, DriversDto } from './drivers/drivers.dto';
import { NearestAnswer } from './driver-positions/nearest.dto';
import { CopyDto } from './ride-copy/ride-copy.dto';
import { cachingChoices } from './ride-details/caching-choice';

const seed = Date.now() % 1_000_000;
const DEADLINE_MS = 300;
/** How long an answer may take beyond the deadline on a busy machine. */
const SLACK_MS = 500;

interface Problem {
  readonly title: string;
  readonly errors: { field: string; message: string }[];
}

describe(`driver-service (seed ${seed})`, () => {
  let component: Component;
  let random: () => number;

  beforeAll(async () => {
    random = seededRandom(seed);
    component = await Component.start({
      cachingChoice: 'none',
      detailsDeadlineMs: DEADLINE_MS,
      approaches: 'hybrid,event-replication',
    });
  }, 90_000);

  afterAll(() => component.stop());

  beforeEach(() => {
    component.rideService.mood = 'well';
    component.rideService.calls.length = 0;
    component.deadLetters.length = 0;
  });

  const currentRide = (driverId: string, query = '') =>
    component.get<CurrentRideAnswer>(`/drivers/${driverId}/current-ride${query}`);

  const assigned = (driverId: string, given: Partial<RideChanged> = {}): RideChanged =>
    aRideChanged({ rideId: `ride-of-${driverId}`, driverId, status: 'ASSIGNED', version: 2, ...given });

  const onARide = async (...driverIds: string[]): Promise<void> => {
    await component.publishUpdates(...driverIds.map((driverId) => aDriverUpdate({ driverId })));
    await component.publishRides(...driverIds.map((driverId) => assigned(driverId)));
    await component.allSettled();
  };

  describe('answers', () => {
    it("gives a driver's current ride with its details, and the source of each part", async () => {
      await onARide('a-1');
      const { status, body } = await currentRide('a-1');
      expect(status).toBe(200);
      expect(CurrentRideDto.schema.parse(body)).toEqual(body);
      expect(body).toMatchObject({
        driverId: 'a-1',
        ride: { id: 'ride-of-a-1', status: 'ASSIGNED', pickup: { lat: 37.5547, lng: 126.9707 }, version: 2 },
        details: { riderName: 'Rider of ride-of-a-1', riderPhone: '+82-2-000-0000', stops: [] },
        sources: {
          ride: { from: 'local-copy', version: 2 },
          details: { from: 'ride-service', cache: 'none', version: 2, ageMs: 0, reason: null },
        },
      });
    });

    it('answers from local tables alone when details are not wanted', async () => {
      await onARide('a-2');
      const { body } = await currentRide('a-2', '?details=false');
      expect(body).toMatchObject({
        ride: { version: 2 },
        details: null,
        sources: { details: { from: 'not-asked', cache: null } },
      });
      expect(component.rideService.calls).toEqual([]);
    });

    it('gives the copy as it is when the details are newer, and shows both versions', async () => {
      await onARide('a-3');
      const usual = component.rideService.answerTo;
      component.rideService.answerTo = (lookup) => usual({ ...lookup, minVersion: lookup.minVersion + 1 });
      const { body } = await currentRide('a-3');
      component.rideService.answerTo = usual;
      expect(body).toMatchObject({
        ride: { status: 'ASSIGNED', version: 2 },
        sources: { ride: { version: 2 }, details: { version: 3 } },
      });
    });

    it('gives no ride for a driver who is on none, without a remote call', async () => {
      await component.publishUpdates(aDriverUpdate({ driverId: 'a-4' }));
      await component.allSettled();
      const { status, body } = await currentRide('a-4');
      expect(status).toBe(200);
      expect(body).toMatchObject({ driverId: 'a-4', ride: null, details: null });
      expect(component.rideService.calls).toEqual([]);
    });

    it('gives a driver who is known only by a past or present ride, without a position', async () => {
      await component.publishRides(assigned('a-5', { status: 'COMPLETED', version: 4 }), assigned('a-6'));
      await component.allSettled();
      for (const driverId of ['a-5', 'a-6']) {
        const { status, body } = await component.get<DriverAnswer>(`/drivers/${driverId}`);
        expect(status).toBe(200);
        expect(body).toMatchObject({ driverId, position: null, available: null, free: false });
      }
    });

    it('gives a driver with the position, the ride, and whether they are free', async () => {
      await component.publishUpdates(
        aDriverUpdate({ driverId: 'a-7', sequence: aSequence(5), position: { lat: 37.1, lng: 127.1 } }),
      );
      await component.allSettled();
      const { body } = await component.get<DriverAnswer>('/drivers/a-7');
      expect(DriverDto.schema.parse(body)).toEqual(body);
      expect(body).toMatchObject({
        position: { lat: 37.1, lng: 127.1, recordedAt: new Date(aDriverUpdate().recordedAt).toISOString() },
        available: true,
        free: true,
        ride: null,
        sources: { position: { from: 'local', sequence: aSequence(5) } },
      });
    });

    it('answers 404 for an unknown driver', async () => {
      expect((await currentRide('nobody')).status).toBe(404);
      expect((await component.get('/drivers/nobody')).status).toBe(404);
    });

    it('gives fifty drivers with the details of their rides for one remote call, and names the unknown ones', async () => {
      const driverIds = Array.from({ length: 50 }, (_, index) => `many-${index}`);
      await onARide(...driverIds);
      const { status, body } = await component.get<DriversAnswer>(
        `/drivers?ids=${[...driverIds, 'nobody-1', 'many-0'].join(',')}&details=true`,
      );
      expect(status).toBe(200);
      expect(DriversDto.schema.parse(body)).toEqual(body);
      expect(body.drivers.map(({ driverId }) => driverId)).toEqual(driverIds);
      expect(body.drivers.map(({ details }) => details?.riderName)).toEqual(
        driverIds.map((driverId) => `Rider of ride-of-${driverId}`),
      );
      expect(body.unknown).toEqual(['nobody-1']);
      expect(component.rideService.calls).toHaveLength(1);
    });

    it('gives several drivers without details unless they are wanted', async () => {
      await onARide('a-8');
      const { body } = await component.get<DriversAnswer>('/drivers?ids=a-8');
      expect(body.drivers[0]).toMatchObject({ details: null, sources: { details: { from: 'not-asked' } } });
      expect(component.rideService.calls).toEqual([]);
    });

    it('gives the nearest free drivers', async () => {
      const place = { lat: -45, lng: 170 };
      await component.publishUpdates(
        aDriverUpdate({ driverId: 'n-2', position: { lat: -45.002, lng: 170 } }),
        aDriverUpdate({ driverId: 'n-1', position: { lat: -45.001, lng: 170 } }),
        aDriverUpdate({ driverId: 'n-off', position: place, available: false }),
        aDriverUpdate({ driverId: 'n-busy', position: place }),
      );
      await component.publishRides(assigned('n-busy'));
      await component.allSettled();
      const { status, body } = await component.get<NearestAnswer>('/drivers/nearest?lat=-45&lng=170&limit=2');
      expect(status).toBe(200);
      expect(NearestAnswer.schema.parse(body)).toEqual(body);
      expect(body.drivers).toMatchObject([
        {
          driverId: 'n-1',
          distanceM: 111.2,
          sources: { position: { from: 'local', sequence: aSequence() } },
        },
        { driverId: 'n-2', distanceM: 222.4 },
      ]);
    });

    it.each([
      ['/drivers/a.b', 'id'],
      ['/drivers/a.b/current-ride', 'id'],
      ['/drivers/a-1/current-ride?details=maybe', 'details'],
      ['/drivers/a-1/current-ride?cache=hope', 'cache'],
      ['/drivers?ids=a-1&details=true&cache=hope', 'cache'],
      ['/drivers/a-1/current-ride?cache=ttl', 'cache'],
      ['/drivers?ids=a-1&cache=none', 'cache'],
      ['/drivers', 'ids'],
      ['/drivers?ids=', 'ids'],
      ['/drivers?ids=a,b%20c', 'ids[1]'],
      [`/drivers?ids=${Array.from({ length: 101 }, (_, index) => index).join(',')}`, 'ids'],
      ['/drivers/nearest?lng=0', 'lat'],
      ['/drivers/nearest?lat=&lng=0', 'lat'],
      ['/drivers/nearest?lat=91&lng=0', 'lat'],
      ['/drivers/nearest?lat=0&lng=-180.5', 'lng'],
      ['/drivers/nearest?lat=0&lng=abc', 'lng'],
      ['/drivers/nearest?lat=0&lng=0&limit=0', 'limit'],
      ['/drivers/nearest?lat=0&lng=0&limit=51', 'limit'],
      ['/drivers/nearest?lat=0&lng=0&limit=1.5', 'limit'],
    ])('answers 400 with a message for the field: %s', async (path, field) => {
      const { status, body } = await component.get<Problem>(path);
      expect(status).toBe(400);
      expect(body.errors).toEqual([{ field, message: expect.any(String) as string }]);
    });

    it('gives the version of a ride that the copy holds, and since when', async () => {
      const before = Date.now();
      await onARide('a-held');
      const { status, body } = await component.get<CopyDto>('/ride-copy/ride-of-a-held');
      expect(status).toBe(200);
      expect(CopyDto.schema.parse(body)).toEqual(body);
      expect(body).toMatchObject({ rideId: 'ride-of-a-held', version: 2, status: 'ASSIGNED' });
      expect(Date.parse(body.appliedAt)).toBeGreaterThanOrEqual(before);
      expect((await component.get('/ride-copy/nobody-told')).status).toBe(404);
      expect((await component.get('/ride-copy/a.b')).status).toBe(400);
    });

    it('serves its OpenAPI document', async () => {
      const { status, body } = await component.get<{ paths: Record<string, unknown> }>('/docs-json');
      expect(status).toBe(200);
      expect(Object.keys(body.paths).sort()).toEqual([
        '/drivers',
        '/drivers/nearest',
        '/drivers/{id}',
        '/drivers/{id}/current-ride',
        '/drivers/{id}/current-ride/comparison',
        '/ride-copy/{rideId}',
      ]);
      expect(body).toHaveProperty(
        'components.schemas.CurrentRideDto.properties.sources.properties.details.properties.cache',
        expect.objectContaining({ enum: [...cachingChoices(), null] }),
      );
    });
  });

  describe('without the owner', () => {
    beforeEach(() => onARide('w-1'));

    const expectPartial = async (reason: string): Promise<void> => {
      const { status, body, tookMs } = await currentRide('w-1');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        ride: { id: 'ride-of-w-1', version: 2 },
        details: null,
        sources: { details: { from: 'unavailable', cache: 'none', reason } },
      });
      expect(tookMs).toBeLessThan(DEADLINE_MS + SLACK_MS);
    };

    it.each([
      ['slow', 'deadline-exceeded'],
      ['silent', 'deadline-exceeded'],
      ['failing', 'owner-error'],
      ['refusing', 'owner-unavailable'],
      ['nonsense', 'owner-error'],
    ] as const)('gives a partial answer in time when Ride Service is %s', async (mood, reason) => {
      component.rideService.mood = mood;
      await expectPartial(reason);
    });

    it.each([
      [{ $case: 'notFound', value: {} }, 'not-found'],
      [{ $case: 'notYours', value: {} }, 'not-yours'],
      [{ $case: 'behind', value: { version: 1 } }, 'behind'],
      [undefined, 'owner-error'],
    ] as const)('gives a partial answer when Ride Service says %j', async (outcome, reason) => {
      const usual = component.rideService.answerTo;
      component.rideService.answerTo = () => outcome;
      await expectPartial(reason).finally(() => (component.rideService.answerTo = usual));
    });

    it('stops calling a failing Ride Service, says so, and recovers by itself', async () => {
      component.rideService.mood = 'failing';
      const reasonNow = async () => (await currentRide('w-1')).body.sources.details.reason;
      await eventually(async () => (await reasonNow()) === 'breaker-open', {
        timeoutMs: 10_000,
        intervalMs: 1,
      });
      const { body } = await component.get<string>('/metrics');
      for (const metric of [
        'remote_call_breaker_changes_total{target="ride-service",to="open",because="failures"} 1',
        'remote_calls_rejected_total{target="ride-service",by="breaker-open"}',
      ]) {
        expect(body).toContain(metric);
      }
      component.rideService.mood = 'well';
      await eventually(async () => (await reasonNow()) === null, { timeoutMs: 10_000 });
    });

    it('gives partial answers while Ride Service is killed, and full ones soon after it is back', async () => {
      component.rideService.kill();
      await eventually(() => expectPartial('owner-unavailable').then(() => true), { timeoutMs: 5_000 });
      await component.rideService.start();
      await eventually(async () => (await currentRide('w-1')).body.details !== null, { timeoutMs: 5_000 });
    });
  });

  describe('consuming', () => {
    const sequenceOf = async (driverId: string): Promise<number | null> =>
      (await component.get<DriverAnswer>(`/drivers/${driverId}`)).body.sources.position.sequence;

    it('keeps the newer position when updates arrive out of order and more than once', async () => {
      const updates = Array.from({ length: 30 }, (_, index) =>
        aDriverUpdate({ driverId: `o-${index % 3}`, sequence: aSequence(1 + Math.floor(index / 3)) }),
      );
      await component.publishUpdates(...shuffled([...updates, ...updates], random));
      await component.allSettled();
      expect(await Promise.all(['o-0', 'o-1', 'o-2'].map(sequenceOf))).toEqual(Array(3).fill(aSequence(10)));
    });

    it('changes nothing when the same messages arrive a second time', async () => {
      const updates = Array.from({ length: 100 }, (_, index) =>
        aDriverUpdate({ driverId: `t-${index % 20}`, sequence: aSequence(index + 1) }),
      );
      const rides = [2, 3, 4].map((version) => assigned('t-0', { version, status: 'IN_PROGRESS' }));
      const rows = async () => [
        (await component.database.pool.query("SELECT * FROM driver_positions WHERE driver_id ~ '^t-'")).rows,
        (await component.database.pool.query("SELECT * FROM ride_copy WHERE driver_id ~ '^t-'")).rows,
      ];
      await component.publishUpdates(...updates);
      await component.publishRides(...rides);
      await component.allSettled();
      const before = await rows();
      await component.publishUpdates(...shuffled(updates, random));
      await component.publishRides(...rides.reverse());
      await component.allSettled();
      expect(await rows()).toEqual(before);
    });

    it('sends each kind of poison to the dead letters once, with the reason, and delays no other message', async () => {
      const update = (driverId: string) => JSON.stringify(aDriverUpdate({ driverId }));
      const good = Array.from({ length: 200 }, (_, index) => ({
        subject: `drivers.update.p-${index}`,
        data: update(`p-${index}`),
      }));
      const poison = [
        { subject: 'drivers.update.x-1', data: '{"driverId":' },
        { subject: 'drivers.update.x-2', data: Uint8Array.of(0xff, 0xfe) },
        { subject: 'drivers.update.x-3', data: '{"driverId":"x-3"}' },
        { subject: 'drivers.update.x-4', data: update('somebody') },
        {
          subject: 'drivers.update.x-5',
          data: JSON.stringify(aDriverUpdate({ driverId: 'x-5', sequence: 1 })),
        },
      ];
      await component.publish(shuffled([...good, ...poison], random));
      await component.allSettled();
      expect(await sequenceOf('p-199')).toBe(aSequence());
      const reasons = Object.fromEntries(
        component.deadLetters.map(({ subject, reason }) => [subject, reason]),
      );
      expect(component.deadLetters).toHaveLength(poison.length);
      expect(reasons).toEqual({
        'drivers.update.x-1': 'undecodable: not JSON',
        'drivers.update.x-2': 'undecodable: not UTF-8',
        'drivers.update.x-3': expect.stringContaining('sequence') as string,
        'drivers.update.x-4': expect.stringContaining('subject') as string,
        'drivers.update.x-5': expect.stringContaining('sequence: 1 is not') as string,
      });
    });

    it('sends the poison of each stream to a dead-letter stream of its own', async () => {
      await component.publish([
        { subject: 'drivers.update.l-1', data: 'garbage' },
        { subject: 'rides.changed.l-1', data: 'garbage' },
      ]);
      await component.allSettled();
      const { infrastructure } = component;
      const login = { url: infrastructure.natsUrl, ...infrastructure.credentials('operator'), name: 'spec' };
      const found: [string, string][] = [];
      for (const { name } of DEAD_LETTER_STREAMS) {
        const box = await DeadLetterBox.open(login, name);
        for (let letter = await box.next(0); letter; letter = await box.next(letter.sequence)) {
          if (letter.origin.subject.endsWith('.l-1')) found.push([name, letter.origin.subject]);
        }
        await box.close();
      }
      expect(found).toEqual([
        ['DEAD_LETTERS', 'rides.changed.l-1'],
        ['DEAD_LETTERS_DRIVER_UPDATES', 'drivers.update.l-1'],
      ]);
    });

    it('does not take a silent driver for free when an old update is sent again', async () => {
      const twoMinutesAgo = new Date(Date.now() - 120_000).toISOString();
      const letter = (driverId: string, storedAt: string) => ({
        subject: 'dead-letters.driver-service.driver-service-positions',
        data: JSON.stringify(aDriverUpdate({ driverId })),
        options: {
          headers: {
            'dead-letter-stream': DRIVER_UPDATES,
            'dead-letter-subject': `drivers.update.${driverId}`,
            'dead-letter-stored-at': storedAt,
          },
        },
      });
      await component.publish([letter('r-old', twoMinutesAgo), letter('r-new', new Date().toISOString())]);
      const { infrastructure } = component;
      const login = { url: infrastructure.natsUrl, ...infrastructure.credentials('operator'), name: 'spec' };
      const box = await DeadLetterBox.open(login, DRIVER_UPDATES_DEAD_LETTERS);
      const { lastSequence } = await box.extent();
      for (const sequence of [lastSequence - 1, lastSequence]) await box.redrive(sequence);
      await box.close();
      await component.allSettled();
      const isFree = async (driverId: string) =>
        (await component.get<DriverAnswer>(`/drivers/${driverId}`)).body.free;
      expect([await isFree('r-old'), await isFree('r-new')]).toEqual([false, true]);
    });

    it.each([
      [
        'positions',
        (at: number) => ({
          subject: `drivers.update.odd-${at}`,
          data: JSON.stringify(aDriverUpdate({ driverId: `odd-${at}` })),
        }),
        "SELECT count(*)::int FROM driver_positions WHERE driver_id LIKE 'odd-%'",
      ],
      [
        'ride copy',
        (at: number) => ({
          subject: `rides.changed.ride-of-odd-${at}`,
          data: JSON.stringify(assigned(`odd-${at}`)),
          headers: rideEventHeaders(assigned(`odd-${at}`)),
        }),
        "SELECT count(*)::int FROM ride_copy WHERE driver_id LIKE 'odd-%'",
      ],
      [
        'ride replica',
        (at: number) => {
          const ride = aRideDocument({ rideId: `odd-${at}` });
          return {
            subject: `rides.document.odd-${at}`,
            data: JSON.stringify(ride),
            headers: rideDocumentHeaders(ride),
          };
        },
        "SELECT count(*)::int FROM ride_replica WHERE ride_id LIKE 'odd-%'",
      ],
    ])(
      'applies 1,000 good messages around an odd one, which becomes a dead letter: %s',
      async (_, messageOf, count) => {
        const good = Array.from({ length: 1_000 }, (_none, at) => {
          const { headers, ...message } = { headers: undefined, ...messageOf(at) };
          return { ...message, options: { headers } };
        });
        await component.publish(good.slice(0, 500));
        const { subject, data, headers } = { headers: undefined, ...messageOf(1_000) };
        const lines = Object.entries<string>(headers ?? {}).map(([name, value]) => `${name}: ${value}`);
        await component.publishRaw([
          { subject, data, headers: rawHeaders('Device Model: Pixel 9', ...lines) },
          { subject, data: 'not JSON', headers: rawHeaders('Device Model: Pixel 9') },
        ]);
        await component.publish(good.slice(500));
        await component.allSettled();
        const { rows } = await component.database.pool.query<{ count: number }>(count);
        expect(rows[0]?.count).toBe(1_000);
        const reason = expect.stringMatching(/^undecodable: headers: /) as string;
        expect(component.deadLetters).toEqual([
          { subject, reason },
          { subject, reason },
        ]);
      },
    );

    it('splits a batch that the database refuses until the culprit is alone', async () => {
      const rides = Array.from({ length: 50 }, (_, index) => assigned(`s-${index}`));
      const culprit = assigned('s-bad', { changedAt: '0000-01-01T00:00:00.000Z' });
      await component.publishRides(...shuffled([...rides, culprit], random));
      await component.allSettled();
      expect(component.deadLetters.map(({ subject }) => subject)).toEqual(['rides.changed.ride-of-s-bad']);
      const { body } = await component.get<DriversAnswer>(
        `/drivers?ids=${rides.map((ride) => ride.driverId).join(',')}`,
      );
      expect(body.drivers.filter(({ ride }) => ride !== null)).toHaveLength(50);
    });

    it('counts consumed messages, answers and lookups in its metrics', async () => {
      const { body } = await component.get<string>('/metrics');
      for (const name of [
        'messages_consumed_total{durable="driver-service-positions"}',
        'messages_processed_total{durable="driver-service-positions",outcome="applied"}',
        'messages_processed_total{durable="driver-service-positions",outcome="superseded"}',
        'messages_dead_lettered_total{durable="driver-service-positions"}',
        'consumer_batch_size_count{durable="driver-service-positions"}',
        'consumer_batch_duration_seconds_count{durable="driver-service-ride-copy"}',
        'ride_details_total{from="ride-service"}',
        'ride_details_total{from="deadline-exceeded"}',
        'grpc_client_call_duration_seconds_count{method="RideDetailsService/BatchGetRides",code="OK"}',
      ]) {
        expect(body).toContain(name);
      }
    });
  });

  describe('without its database', () => {
    it('answers 503 and is not ready without its database, loses no message, and recovers by itself', async () => {
      await component.infrastructure.postgres.kill('SIGKILL');
      await eventually(async () => (await component.get('/health/ready')).status === 503);
      for (const path of [
        '/drivers/a-1',
        '/drivers/a-1/current-ride',
        '/drivers?ids=a-1',
        '/drivers/nearest?lat=0&lng=0',
      ]) {
        expect((await component.get(path)).status).toBe(503);
      }
      await component.publishUpdates(aDriverUpdate({ driverId: 'while-down' }));
      await component.infrastructure.postgres.start();
      await component.allSettled(30_000);
      expect((await component.get('/drivers/while-down')).status).toBe(200);
      expect(component.deadLetters).toEqual([]);
    }, 60_000);
  });
});
