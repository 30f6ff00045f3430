import { type NatsServers, startNats } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { type JetStreamManager, type NatsConnection } from 'nats';
import { mkdtempSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textOf } from '../test/messaging.fixture';
import { KeyValueBucket } from './buckets/key-value-bucket';
import { ObjectBucket } from './buckets/object-bucket';
import { Broker } from './connection/broker';
import { watchExistence } from './connection/existence';
import { MessagingEvents } from './connection/messaging-events';
import { JetStreamPublisher } from './jetstream-publisher';
import type { StreamDefinition } from './connection/stream-definition';
import { type ConsumerDefinition, provision } from './provisioning';

jest.setTimeout(180_000);

/** Within this time a cluster that lost a node acknowledges again; a leader's loss takes longest. */
const ACKNOWLEDGED_WITHIN_MS = 30_000;
/** A client with one server waits for it up to twice as long. */
const LEAVES_WITHIN_MS = 25_000;
const WITHIN_MS = 1_000;

const limits = {
  maxAgeMs: 600_000,
  maxBytes: 64 * 1024 * 1024,
  discard: 'new',
  duplicateWindowMs: 120_000,
} as const;
const EVENTS: StreamDefinition = { name: 'EVENTS', subjects: ['events.>'], storage: 'file', ...limits };
const VALUES: StreamDefinition = {
  ...limits,
  ...{ name: 'KV_VALUES', subjects: ['$KV.VALUES.>'], storage: 'memory', newestPerSubject: true },
};
const FILES: StreamDefinition = {
  ...limits,
  ...{ name: 'OBJ_FILES', subjects: ['$O.FILES.C.>', '$O.FILES.M.>'], storage: 'file', objects: true },
};
const STREAMS = [EVENTS, VALUES, FILES];
const READER: ConsumerDefinition = {
  ...{ stream: 'EVENTS', durable: 'reader', ackWaitMs: 30_000, maxAckPending: 1_000 },
};

const bytes = (text: string) => new TextEncoder().encode(text);

/** One value of a bucket, written over and over by whoever has read it. */
interface OneValue {
  read(): Promise<string | undefined>;
  write(text: string): Promise<boolean>;
}

function valuesOf(broker: Broker): OneValue {
  const bucket = new KeyValueBucket(broker, 'VALUES');
  let revision = 0;
  return {
    read: async () => {
      const entry = await bucket.get('key', WITHIN_MS);
      revision = entry?.revision ?? 0;
      return entry && textOf(entry);
    },
    write: (text) => bucket.put('key', bytes(text), revision, WITHIN_MS),
  };
}

function filesOf(broker: Broker): OneValue {
  const bucket = new ObjectBucket(broker, 'FILES');
  let revision: string | undefined;
  return {
    read: async () => {
      const entry = await bucket.get('key', WITHIN_MS);
      revision = entry?.revision;
      return entry && textOf(entry);
    },
    write: (text) => bucket.put('key', bytes(text), revision, WITHIN_MS),
  };
}

describe('a cluster of three servers', () => {
  let folder: string;
  let cluster: NatsServers;
  let broker: Broker;

  const loginAt = (url: string) => ({ url, name: 'spec', ...cluster.credentials('operator') });
  const brokerAt = (url: string): Broker => {
    const made = new Broker(loginAt(url), new MessagingEvents());
    made.start();
    return made;
  };
  const connection = (): Promise<NatsConnection> => broker.whenConnected(10_000);
  const manager = async (): Promise<JetStreamManager> =>
    (await connection()).jetstreamManager({ checkAPI: false, timeout: 5_000 });
  const provisionOn = async (replicas: number): Promise<string[]> =>
    (await provision(loginAt(cluster.natsUrl), STREAMS, [READER], replicas)).map(({ action }) => action);
  /** How many servers have all messages of each stream, once no server lags behind. */
  const copies = async (wanted: number): Promise<boolean> => {
    const { streams, consumers } = await manager();
    const infos = await Promise.all([
      ...STREAMS.map(({ name }) => streams.info(name)),
      consumers.info(READER.stream, READER.durable),
    ]);
    return infos.every((info) => {
      const others = info.cluster?.replicas ?? [];
      return info.cluster?.leader && others.length === wanted - 1 && others.every(({ current }) => current);
    });
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cluster-'));
    cluster = await startNats({ folder, cluster: true });
    broker = brokerAt(cluster.natsUrl);
    await provisionOn(3);
    await eventually(() => copies(3), { timeoutMs: 60_000 });
  });

  afterAll(async () => {
    await broker?.close();
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps each stream, bucket and consumer on as many servers as provisioning says, which may change', async () => {
    expect(await provisionOn(3)).toEqual(['unchanged', 'unchanged', 'unchanged', 'unchanged']);
    const { sequence } = await new JetStreamPublisher(broker).publish('events.kept', 'kept');
    expect(await provisionOn(1)).toEqual(['updated', 'updated', 'updated', 'unchanged']);
    await eventually(() => copies(1), { timeoutMs: 60_000 });
    expect(await provisionOn(3)).toEqual(['updated', 'updated', 'updated', 'unchanged']);
    await eventually(() => copies(3), { timeoutMs: 60_000 });
    const kept = await (await manager()).streams.getMessage(EVENTS.name, { seq: sequence });
    expect(kept.string()).toBe('kept');
  });

  it.each([
    [VALUES.name, valuesOf],
    [FILES.name, filesOf],
  ])('reads what was just written to %s, although a server stands still', async (name, open) => {
    const { leader } = (await (await manager()).streams.info(name)).cluster ?? {};
    const leading = cluster.nodes.find((node) => node.name === leader);
    const still = cluster.nodes.find((node) => node !== leading);
    const near = brokerAt(leading?.url ?? '');
    await near.whenConnected(10_000);
    const value = open(near);
    still?.freeze();
    try {
      for (let turn = 1; turn <= 20; turn += 1) {
        expect(await value.write(`turn ${turn}`)).toBe(true);
        expect(await value.read()).toBe(`turn ${turn}`);
      }
    } finally {
      still?.thaw();
      await near.close();
    }
    await eventually(() => copies(3), { timeoutMs: 60_000 });
  });

  it('reports how many servers lack a copy of each stream and consumer while one is away', async () => {
    const events = new MessagingEvents();
    const missing = new Map<string, number>();
    events.on('existence', ({ name, copiesMissing }) => missing.set(name, copiesMissing));
    const watching = new Broker({ ...loginAt(cluster.natsUrl), lagIntervalMs: 200 }, events);
    watching.start();
    const stopping = new AbortController();
    const needs = { streams: [EVENTS.name], consumers: [{ stream: READER.stream, durable: READER.durable }] };
    void watchExistence(watching, needs, stopping.signal);
    const all = (number: number) => () =>
      missing.size === 2 && [...missing.values()].every((one) => one === number);
    try {
      await eventually(all(0), { timeoutMs: 60_000 });
      const [node] = cluster.nodes;
      await node?.kill();
      await eventually(all(1), { timeoutMs: 60_000 });
      await node?.start();
      await eventually(all(0), { timeoutMs: 60_000 });
    } finally {
      stopping.abort();
      await watching.close();
    }
    await eventually(() => copies(3), { timeoutMs: 60_000 });
  });

  it('leaves a server that stands still for another one', async () => {
    const mine = (await connection()).info?.server_name;
    const still = cluster.nodes.find(({ name }) => name === mine);
    still?.freeze();
    try {
      const elsewhere = async () => (await connection()).info?.server_name !== mine;
      await eventually(elsewhere, { timeoutMs: LEAVES_WITHIN_MS });
    } finally {
      still?.thaw();
    }
    await eventually(() => copies(3), { timeoutMs: 60_000 });
  });

  it('acknowledges again in time after each server is killed in turn, and loses nothing that it acknowledged', async () => {
    const publisher = new JetStreamPublisher(broker);
    const acknowledged: string[] = [];
    const stopping = new AbortController();
    const publish = async (): Promise<void> => {
      for (let number = 1; !stopping.signal.aborted; number += 1) {
        const text = `message ${number}`;
        const published = publisher.publish('events.one', text, { messageId: text, timeoutMs: 2_000 });
        await published.then(
          () => acknowledged.push(text),
          () => undefined,
        );
        await delay(5);
      }
    };
    const publishing = publish();
    try {
      for (const node of cluster.nodes) {
        await node.kill();
        const [before, killedAt] = [acknowledged.length, performance.now()];
        await eventually(() => acknowledged.length > before + 20, { timeoutMs: ACKNOWLEDGED_WITHIN_MS });
        console.info(
          `${node.name} killed: 20 acknowledgements after ${Math.round(performance.now() - killedAt)} ms`,
        );
        await node.start();
        await node.waitReady();
        await eventually(() => copies(3), { timeoutMs: 60_000 });
      }
    } finally {
      stopping.abort();
      await publishing;
    }
    const { state } = await (await manager()).streams.info(EVENTS.name);
    const reader = await (await connection()).jetstream().consumers.get(EVENTS.name);
    const stored = new Set<string>();
    for await (const message of await reader.fetch({ max_messages: state.messages, expires: 30_000 })) {
      stored.add(message.string());
    }
    expect(acknowledged.filter((text) => !stored.has(text))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(60);
  });
});
