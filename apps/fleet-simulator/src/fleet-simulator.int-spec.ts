import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { driverIdOfSubject, type DriverUpdate, parseDriverUpdate } from '@ride-hailing/contracts';
import { type RunningService, startService } from '@ride-hailing/service-kit';
import { eventually, samplesOf, TestTokens } from '@ride-hailing/testing';
import { connect, type NatsConnection } from 'nats';
import { type PhoneBroker, startPhoneBroker } from '../test/phone-broker';
import { configFrom, type Config } from './config';
import { UpdateFaults } from './faults/update-faults';
import { simulatorService } from './simulator-service';
import { findTrace } from './trace/trace-file';

const NOBODY = 'http://127.0.0.1:9';

interface Received {
  readonly atMs: number;
  readonly subject: string;
  readonly data: Uint8Array;
}

describe('the fleet simulator', () => {
  const tokens = new TestTokens();
  let broker: PhoneBroker;
  const environment = {
    NATS_URL: '',
    JWT_PRIVATE_KEY: tokens.privatePem,
    JWT_PUBLIC_KEY: tokens.publicPem,
    GATEWAY_URL: NOBODY,
    LOG_LEVEL: 'silent',
    HTTP_PORT: '0',
    RIDES_PER_SECOND: '0',
  };
  const running = new Set<RunningService>();
  let listener: NatsConnection;
  let received: Received[] = [];

  const configOf = (given: Record<string, string>): Config => {
    const answer = configFrom([], { ...environment, ...given });
    if (answer.kind !== 'run') throw new Error(answer.text);
    return answer.config;
  };
  const simulate = async (given: Record<string, string>): Promise<RunningService> => {
    const service = await startService(simulatorService(configOf(given)));
    running.add(service);
    return service;
  };
  const stop = async (service: RunningService): Promise<void> => {
    running.delete(service);
    await service.stop();
  };
  const figure = async (service: RunningService, name: string, kind: string): Promise<number> => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    return samplesOf(text, name, `kind="${kind}"`)[0] ?? Number.NaN;
  };
  const parsed = (): DriverUpdate[] =>
    received.flatMap(({ data }) => {
      const update = parseDriverUpdate(data);
      return update.ok ? [update.value] : [];
    });
  /** Resolves when everything published before this call has been received. */
  const allReceived = (): Promise<void> => listener.flush();

  beforeAll(async () => {
    broker = await startPhoneBroker(tokens);
    environment.NATS_URL = broker.natsUrl;
    const { user, password } = broker.credentials('operator');
    listener = await connect({
      servers: broker.natsUrl,
      user,
      pass: password,
      inboxPrefix: '_INBOX_operator',
    });
    listener.subscribe('drivers.update.*', {
      callback: (error, { subject, data }) => {
        if (!error) received.push({ atMs: Date.now(), subject, data });
      },
    });
    await listener.flush();
  }, 60_000);
  beforeEach(() => {
    received = [];
  });
  afterEach(() => Promise.all([...running].map(stop)));
  afterAll(async () => {
    await listener.close();
    await broker.stop();
  });

  it('sends one update of every driver per interval, acknowledged by the stream', async () => {
    const service = await simulate({ DRIVERS: '50', UPDATE_INTERVAL_MS: '200' });
    // A phone sends nothing before it is connected.
    await eventually(async () => (await figure(service, 'simulator_phones', 'connected')) === 50);
    const before = await figure(service, 'simulator_updates', 'acked');
    received = [];
    await eventually(async () => (await figure(service, 'simulator_updates', 'acked')) > before + 400);
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    expect(await figure(service, 'simulator_updates', 'failed')).toBe(0);
    await stop(service);
    await allReceived();
    const perDriver = new Map<string, DriverUpdate[]>();
    for (const update of parsed()) {
      perDriver.set(update.driverId, [...(perDriver.get(update.driverId) ?? []), update]);
    }
    expect(parsed()).toHaveLength(received.length);
    expect(perDriver.size).toBe(50);
    const counts = [...perDriver.values()].map(({ length }) => length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
    for (const updates of perDriver.values()) {
      const sequences = updates.map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.map((_, index) => (sequences[0] as number) + index));
    }
  });

  it('continues above the sequences of an earlier run', async () => {
    const highest = new Map<string, number>();
    for (let run = 0; run < 3; run += 1) {
      received = [];
      const service = await simulate({ DRIVERS: '10', UPDATE_INTERVAL_MS: '20' });
      await eventually(() => received.length > 100);
      await stop(service);
      await allReceived();
      const updates = parsed();
      for (const { driverId, sequence } of updates) {
        expect(sequence).toBeGreaterThan(highest.get(`${run - 1}/${driverId}`) ?? 0);
        const key = `${run}/${driverId}`;
        highest.set(key, Math.max(sequence, highest.get(key) ?? 0));
      }
    }
  });

  describe('while it runs', () => {
    const asks = async (
      service: RunningService,
      change?: object,
      role: 'dispatcher' | 'rider' = 'dispatcher',
    ) => {
      const answer = await fetch(`${service.url}/simulation`, {
        method: change ? 'PATCH' : 'GET',
        body: change && JSON.stringify(change),
        headers: { 'content-type': 'application/json', ...(await tokens.headers(role)) },
      });
      return { status: answer.status, body: await answer.json() };
    };
    const driversSeen = (): Set<string> => new Set(parsed().map(({ driverId }) => driverId));

    it('grows and shrinks its fleet, and sends no further update of a driver that is gone', async () => {
      const service = await simulate({ DRIVERS: '5', UPDATE_INTERVAL_MS: '50' });
      await eventually(() => driversSeen().size === 5);
      expect(await asks(service, { drivers: 40 })).toMatchObject({ status: 200, body: { drivers: 40 } });
      await eventually(() => driversSeen().size === 40);
      await asks(service, { drivers: 3 });
      // What the phones taken away still had in flight is theirs to send: each closes its connection once it is through.
      await eventually(async () => (await figure(service, 'simulator_phones', 'connected')) === 3);
      await allReceived();
      received = [];
      await eventually(() => received.length > 60);
      expect([...driversSeen()].sort()).toEqual(['d-1', 'd-2', 'd-3']);
      expect(await figure(service, 'simulator_updates', 'failed')).toBe(0);
    });

    it('has a connection for each phone, and none for drivers taken away', async () => {
      const sockets = () =>
        process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
      const service = await simulate({ DRIVERS: '2', UPDATE_INTERVAL_MS: '100' });
      await eventually(async () => (await figure(service, 'simulator_phones', 'connected')) === 2);
      const before = sockets();
      await asks(service, { drivers: 60 });
      await eventually(async () => (await figure(service, 'simulator_phones', 'connected')) === 60);
      expect(sockets()).toBeGreaterThanOrEqual(before + 56);
      await asks(service, { drivers: 2 });
      await eventually(() => sockets() <= before + 2);
      expect(await figure(service, 'simulator_updates', 'failed')).toBe(0);
      expect(await asks(service, { drivers: 99_999 })).toMatchObject({
        status: 409,
        body: { detail: expect.stringMatching(/at most \d+ drivers.*ulimit -n/) as unknown },
      });
    });

    it('takes other shares of faulty updates at once, and takes them back', async () => {
      const service = await simulate({ DRIVERS: '20', UPDATE_INTERVAL_MS: '50', DUPLICATES: '0.1' });
      expect(await asks(service, { duplicates: 1, invalid: 0.5 })).toEqual({
        status: 200,
        body: { drivers: 20, ridesPerSecond: 0, duplicates: 1, outOfOrder: 0, invalid: 0.5 },
      });
      await eventually(async () => (await figure(service, 'simulator_faults', 'undecodable')) > 20);
      await asks(service, { duplicates: 0, invalid: 0 });
      const takenBackAt = Date.now();
      // What a phone still has in flight arrives before what it records afterwards.
      const later = () => parsed().filter(({ recordedAt }) => recordedAt > takenBackAt);
      await eventually(() => new Set(later().map(({ driverId }) => driverId)).size === 20);
      const before = await figure(service, 'simulator_faults', 'duplicated');
      received = [];
      await eventually(() => received.length > 200);
      expect(await figure(service, 'simulator_faults', 'duplicated')).toBe(before);
      expect(parsed()).toHaveLength(received.length);
    });

    it('refuses rates that cannot be, callers who are no dispatchers, and other drivers than those of a recording', async () => {
      const service = await simulate({ TRACE_FILE: 'seoul-sample' });
      expect(await asks(service, { invalid: 1.5, ridesPerSecond: -1, speed: 3 })).toMatchObject({
        status: 400,
        body: { errors: expect.arrayContaining([expect.objectContaining({ field: 'invalid' })]) as unknown },
      });
      expect(await asks(service, undefined, 'rider')).toMatchObject({ status: 403 });
      expect((await fetch(`${service.url}/simulation`)).status).toBe(401);
      expect(await asks(service, { drivers: 3 })).toMatchObject({ status: 409 });
    });
  });

  it('replays a recording in its order, at the given speed', async () => {
    const file = findTrace('seoul-sample') as string;
    const recorded = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as DriverUpdate);
    const service = await simulate({ TRACE_FILE: 'seoul-sample', TRACE_SPEED: '20' });
    await eventually(() => received.length >= recorded.length, { timeoutMs: 20_000 });
    await stop(service);
    // Each phone has a connection of its own, so that only the order of each one's updates is that of the recording.
    const replayed = parsed();
    const perDriver = (updates: readonly DriverUpdate[]) => {
      const positions: Record<string, unknown[]> = {};
      for (const { driverId, position } of updates) (positions[driverId] ??= []).push(position);
      return positions;
    };
    expect(perDriver(replayed)).toEqual(perDriver(recorded));
    const lengthMs = (updates: readonly DriverUpdate[]): number => {
      const times = updates.map(({ recordedAt }) => recordedAt);
      return Math.max(...times) - Math.min(...times);
    };
    expect(lengthMs(replayed)).toBeCloseTo(lengthMs(recorded) / 20, -1);
    // No update may arrive before its recording time; on a busy machine it may be late.
    received.forEach(({ atMs }, index) =>
      expect(atMs).toBeGreaterThanOrEqual((replayed[index]?.recordedAt ?? 0) - 2),
    );
  });

  it('makes faults with the given probabilities, and counts them', async () => {
    const service = await simulate({
      DRIVERS: '200',
      UPDATE_INTERVAL_MS: '50',
      DUPLICATES: '0.2',
      OUT_OF_ORDER: '0.1',
      INVALID: '0.05',
      SEED: '99',
    });
    await eventually(async () => (await figure(service, 'simulator_updates', 'acked')) > 8_000);
    const { counts } = service.app.get(UpdateFaults);
    await stop(service);
    await allReceived();
    const good = received.filter(({ subject, data }) => {
      const update = parseDriverUpdate(data);
      return update.ok && update.value.driverId === driverIdOfSubject(subject);
    });
    const newest = new Map<string, number>();
    const seen = new Set<string>();
    let [again, late] = [0, 0];
    for (const { data } of good) {
      const { driverId, sequence } = JSON.parse(new TextDecoder().decode(data)) as DriverUpdate;
      const key = `${driverId}/${sequence}`;
      if (seen.has(key)) again += 1;
      else if (sequence < (newest.get(driverId) ?? 0)) late += 1;
      seen.add(key);
      newest.set(driverId, Math.max(sequence, newest.get(driverId) ?? 0));
    }
    const broken = received.length - good.length;
    const updates = seen.size + broken;
    expect(Math.abs(broken / updates - 0.05)).toBeLessThan(0.015);
    expect(Math.abs(again / seen.size - 0.2)).toBeLessThan(0.02);
    expect(Math.abs(late / seen.size - 0.1)).toBeLessThan(0.02);

    expect(broken).toBe(counts.undecodable + counts['schema-fault'] + counts['subject-mismatch']);
    expect(again).toBe(counts.duplicated);
    // Updates held back until the end followed no newer update, so they are not late.
    expect(late).toBeLessThanOrEqual(counts.late);
    expect(late).toBeGreaterThan(counts.late - 100);
  });

  it('connects no more phones a second than its limit, also after the broker was gone', async () => {
    const service = await simulate({ DRIVERS: '300', UPDATE_INTERVAL_MS: '1000' });
    const allConnected = async () => {
      const startedAt = performance.now();
      await eventually(async () => (await figure(service, 'simulator_phones', 'connected')) === 300, {
        timeoutMs: 20_000,
      });
      return performance.now() - startedAt;
    };
    expect(await allConnected()).toBeGreaterThan(1_000);
    await broker.nodes[0]?.kill('SIGKILL');
    await eventually(async () => (await figure(service, 'simulator_phones', 'waiting')) === 300);
    await broker.nodes[0]?.start();
    expect(await allConnected()).toBeGreaterThan(1_000);
  }, 60_000);

  it('runs without broker and gateway, reports that it is not ready, and stops in time', async () => {
    const service = await simulate({
      NATS_URL: 'nats://127.0.0.1:9',
      RIDES_PER_SECOND: '20',
      DRIVERS: '2000',
      SHUTDOWN_TIMEOUT_MS: '8000',
    });
    await eventually(async () => (await figure(service, 'simulator_updates', 'skipped')) > 10);
    expect(await figure(service, 'simulator_phones', 'connected')).toBe(0);
    await eventually(async () => (await figure(service, 'simulator_rides', 'notAsked')) > 5);
    const ready = await fetch(`${service.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ checks: { broker: { ok: false } } });
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    running.delete(service);
    expect(await service.stop()).toBeLessThan(8_000);
  }, 30_000);

  describe('as a process', () => {
    const start = (args: string[], given: Record<string, string> = {}) => {
      const child = spawn(
        process.execPath,
        ['-r', '@swc-node/register', join(__dirname, 'main.ts'), ...args],
        { env: { ...environment, LOG_LEVEL: 'info', ...given } },
      );
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => (output += text));
      }
      const ended = once(child, 'exit').then(([code]) => code as number | null);
      return { child, ended, output: () => output };
    };

    it('logs what it does and exits with 0 on SIGTERM', async () => {
      const { child, ended, output } = start(['--drivers', '7']);
      await eventually(() => output().includes('updates/s'), { timeoutMs: 30_000 });
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(output()).toMatch(/stopped in \d+ ms/);
      expect(output()).not.toMatch(/eyJ[\w-]+\.eyJ/);
    }, 60_000);

    it('exits with 1 and names every fault when it cannot start', async () => {
      const { ended, output } = start(['--drivers', 'many', '--invalid=3'], { JWT_PRIVATE_KEY: '' });
      expect(await ended).toBe(1);
      for (const name of ['--drivers', '--invalid', 'JWT_PRIVATE_KEY']) expect(output()).toContain(name);
    }, 60_000);
  });
});
