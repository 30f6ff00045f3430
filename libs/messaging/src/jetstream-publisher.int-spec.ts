import { integrationInfrastructure } from '@ride-hailing/stack';
import { numbered, Workbench } from '../test/messaging.fixture';
import { Broker } from './connection/broker';
import { BrokerUnavailableError, PublishError } from './connection/broker.errors';
import { MessagingEvents } from './connection/messaging-events';
import { JetStreamPublisher } from './jetstream-publisher';

describe('JetStreamPublisher', () => {
  let bench: Workbench;
  let broker: Broker;
  let publisher: JetStreamPublisher;

  beforeEach(async () => {
    const infrastructure = integrationInfrastructure();
    bench = await Workbench.open({ url: infrastructure.natsUrl, ...infrastructure.credentials('operator') });
    broker = new Broker(bench.options, new MessagingEvents());
    broker.start();
    publisher = new JetStreamPublisher(broker);
  });

  afterEach(async () => {
    await broker.close();
    await bench.close();
  });

  it('resolves with the place in the stream, and stores the headers too', async () => {
    await bench.provision();
    const ack = await publisher.publish(`${bench.stream}.a`, 'text', {
      headers: { 'ce-type': 'x', many: ['1', '2'] },
    });
    expect(ack).toEqual({ stream: bench.stream, sequence: 1, duplicate: false });
    const stored = await bench.manager.streams.getMessage(bench.stream, { seq: 1 });
    expect([stored.string(), stored.header.get('ce-type'), stored.header.values('many')]).toEqual([
      'text',
      'x',
      ['1', '2'],
    ]);
  });

  it.each([
    ['a line end in a value', { note: 'one\r\nNats-Msg-Id: two' }],
    ['a line end in one of several values', { note: ['one', 'two\nthree'] }],
    ['a space in a name', { 'a note': 'one' }],
    ['a colon in a name', { 'a:note': 'one' }],
  ])('refuses headers with %s, and stores nothing', async (_, headers) => {
    await bench.provision();
    const publishing = publisher.publish(`${bench.stream}.a`, 'text', { headers });
    await expect(publishing).rejects.toMatchObject({ refusal: 'invalid' });
    expect((await bench.manager.streams.info(bench.stream)).state.messages).toBe(0);
  });

  it('stores a message once for each message id', async () => {
    await bench.provision();
    const twice = [1, 2].map(() => publisher.publish(`${bench.stream}.a`, 'text', { messageId: 'one' }));
    const acks = await Promise.all(twice);
    expect(acks.map(({ duplicate }) => duplicate)).toEqual([false, true]);
    expect((await bench.manager.streams.info(bench.stream)).state.messages).toBe(1);
  });

  it('stores a message id again when the stream was purged since, and says that it did', async () => {
    await bench.provision();
    const publish = () => publisher.publish(`${bench.stream}.a`, 'text', { messageId: 'one' });
    await publish();
    await bench.manager.streams.purge(bench.stream);
    expect(await publish()).toEqual({ stream: bench.stream, sequence: 2, duplicate: false });
    expect((await bench.manager.streams.getMessage(bench.stream, { seq: 2 })).string()).toBe('text');
  });

  it('reports no duplicate when it may not look into the stream', async () => {
    const infrastructure = integrationInfrastructure();
    const login = infrastructure.credentials('ride-service');
    const options = { url: infrastructure.natsUrl, name: 'stranger', ...login };
    const stranger = new Broker(options, new MessagingEvents());
    stranger.start();
    try {
      const publish = () =>
        new JetStreamPublisher(stranger).publish(
          'dead-letters.ride-service.driver-service-positions.x',
          '{}',
          { messageId: bench.stream },
        );
      expect(await publish()).toMatchObject({ duplicate: false });
      await expect(publish()).rejects.toMatchObject({ refusal: 'not-allowed' });
    } finally {
      await stranger.close();
    }
  });

  it('keeps many messages in flight', async () => {
    await bench.provision();
    const acks = await Promise.all(
      numbered(5_000).map((text) => publisher.publish(`${bench.stream}.a`, text)),
    );
    expect(new Set(acks.map(({ sequence }) => sequence)).size).toBe(5_000);
  });

  it('distinguishes a full stream, an oversized message and a bad subject from an outage', async () => {
    await bench.provision({ maxBytes: 2_000 });
    const subject = `${bench.stream}.a`;
    await publisher.publish(subject, 'x'.repeat(1_500));
    const limit = bench.nats.info?.max_payload ?? 0;
    const refused = [
      [subject, 'x'.repeat(1_500), 'refused-by-stream'],
      [subject, 'x'.repeat(limit + 1), 'too-large'],
      ['', 'x', 'invalid'],
    ] as const;
    for (const [to, text, refusal] of refused) {
      const error: unknown = await publisher.publish(to, text).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(PublishError);
      expect(error).toMatchObject({ refusal });
    }
  });

  it('treats a subject without a stream as an outage, since the stream may be created', async () => {
    await expect(publisher.publish('nobody.listens', 'x')).rejects.toThrow(BrokerUnavailableError);
  });
});
