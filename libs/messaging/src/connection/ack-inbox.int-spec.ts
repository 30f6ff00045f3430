import { randomInt } from 'node:crypto';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually, seededRandom } from '@ride-hailing/testing';
import { Workbench } from '../../test/messaging.fixture';
import { JetStreamPublisher } from '../jetstream-publisher';
import { Broker } from './broker';
import { BrokerUnavailableError, PublishError } from './broker.errors';
import { MessagingEvents } from './messaging-events';

jest.setTimeout(30_000);

describe('many messages that wait for their answers at once', () => {
  const infrastructure = integrationInfrastructure();
  let bench: Workbench;
  let broker: Broker;
  let publisher: JetStreamPublisher;

  const asUser = (user: 'operator' | 'ride-service') => {
    const login = { url: infrastructure.natsUrl, name: 'spec', ...infrastructure.credentials(user) };
    const made = new Broker(login, new MessagingEvents());
    made.start();
    return made;
  };

  beforeEach(async () => {
    bench = await Workbench.open({ url: infrastructure.natsUrl, ...infrastructure.credentials('operator') });
    await bench.provision();
    broker = asUser('operator');
    publisher = new JetStreamPublisher(broker);
  });

  afterEach(async () => {
    await broker.close();
    await bench.close();
  });

  it('gives each message its own answer: places, duplicates, refusals and missing streams are not mixed up', async () => {
    const seed = randomInt(2 ** 31);
    const random = seededRandom(seed);
    const publish = async (text: string) => {
      const kind = Math.floor(random() * 4);
      if (kind === 0) return [text, await publisher.publish('nobody.listens', text).catch((e: unknown) => e)];
      if (kind === 1) return [text, await publisher.publish('', text).catch((e: unknown) => e)];
      const messageId = kind === 2 ? 'the-same' : undefined;
      return [text, await publisher.publish(`${bench.stream}.a`, text, { messageId })];
    };
    const texts = Array.from({ length: 2_000 }, (_, at) => `text ${at}`);
    const outcomes = await Promise.all(texts.map(publish));
    const sequences = new Map<number, string>();
    const wrong: unknown[] = [];
    for (const [text, outcome] of outcomes as [string, { sequence: number; duplicate: boolean } | Error][]) {
      if (outcome instanceof Error) {
        if (!(outcome instanceof PublishError || outcome instanceof BrokerUnavailableError))
          wrong.push(outcome);
      } else if (!outcome.duplicate) sequences.set(outcome.sequence, text);
    }
    for (const [seq, text] of sequences) {
      const stored = await bench.manager.streams.getMessage(bench.stream, { seq });
      if (stored.string() !== text) wrong.push({ seq, text, stored: stored.string() });
    }
    const { messages } = (await bench.manager.streams.info(bench.stream)).state;
    expect({ seed, wrong, acknowledged: sequences.size }).toEqual({
      seed,
      wrong: [],
      acknowledged: messages,
    });
  });

  it('fails a message only when the server forbids its subject', async () => {
    const owner = asUser('ride-service');
    await eventually(() => owner.isConnected());
    const events = new JetStreamPublisher(owner);
    const forbidden = events.publish(`${bench.stream}.a`, 'x').catch((error: unknown) => error);
    const other = events.publish('rides.changed.r-spec', '{}', { timeoutMs: 500 }).catch((e: unknown) => e);
    const startedAt = performance.now();
    expect(await forbidden).toMatchObject({ refusal: 'not-allowed' });
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(await other).not.toBeInstanceOf(PublishError);
    await owner.close();
  });

  it('ends each wait at its own deadline, and ignores an answer that arrives later', async () => {
    const replies: (() => void)[] = [];
    bench.nats.subscribe('slow.answers', {
      callback: (_, message) => replies.push(() => message.respond('{}')),
    });
    await bench.nats.flush();
    const at = (timeoutMs: number) => {
      const startedAt = performance.now();
      const publishing = publisher.publish('slow.answers', 'x', { timeoutMs });
      return publishing.catch((error: unknown) => ({ error, afterMs: performance.now() - startedAt }));
    };
    const [soon, late] = await Promise.all([at(200), at(600)]);
    for (const [outcome, ms] of [[soon, 200] as const, [late, 600] as const]) {
      expect(outcome).toMatchObject({ error: expect.any(BrokerUnavailableError) as Error });
      expect((outcome as { afterMs: number }).afterMs).toBeGreaterThanOrEqual(ms - 5);
    }
    for (const reply of replies) reply();
    expect(await publisher.publish(`${bench.stream}.a`, 'y')).toMatchObject({ sequence: 1 });
  });

  it('fails every wait at once when the connection is closed for good', async () => {
    bench.nats.subscribe('no.answers', { callback: () => undefined });
    await bench.nats.flush();
    await eventually(() => broker.isConnected());
    const waiting = publisher.publish('no.answers', 'x', { timeoutMs: 20_000 }).catch((e: unknown) => e);
    const startedAt = performance.now();
    await broker.close();
    expect(await waiting).toBeInstanceOf(BrokerUnavailableError);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
