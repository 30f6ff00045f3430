import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { DiscardPolicy, headers as newHeaders } from 'nats';
import { numbered, TestService, textOf, Workbench } from '../../test/messaging.fixture';
import { BatchHandler, IncomingMessage } from '../messages/incoming-message';
import { BatchConsumerOptions } from './batch-consumer';

class DataError extends Error {}

describe('poison', () => {
  let bench: Workbench;
  let service: TestService | undefined;

  beforeEach(async () => {
    const infrastructure = integrationInfrastructure();
    bench = await Workbench.open({ url: infrastructure.natsUrl, ...infrastructure.credentials('operator') });
  });

  afterEach(async () => {
    await service?.stop();
    service = undefined;
    await bench.close();
  });

  async function start(
    handler: BatchHandler,
    more: Partial<BatchConsumerOptions> = {},
  ): Promise<TestService> {
    const isDataError = (error: unknown) => error instanceof DataError;
    const consumer = { stream: bench.stream, durable: bench.durable, batchSize: 100, isDataError, ...more };
    service = await TestService.start(bench.options, consumer, handler);
    return service;
  }

  const named = (batch: readonly IncomingMessage[]) =>
    batch.filter((m) => textOf(m).startsWith('bad')).map((message) => ({ message, reason: 'not\r\nJSON' }));

  it('parks a message that the handler names as poison once, with its reason and origin, and applies the others', async () => {
    await bench.provision();
    await bench.provisionDeadLetters();
    const headers = newHeaders();
    headers.set('traceparent', '00-1-2-01');
    headers.set('Nats-Msg-Id', 'bad-id');
    await bench.publish(numbered(30));
    await bench.publish(['bad'], headers);
    const applied = new Set<string>();
    await start(async (batch) => {
      const poison = named(batch);
      for (const m of batch) if (!poison.some(({ message }) => message === m)) applied.add(textOf(m));
      return poison;
    });
    await eventually(() => bench.allAcknowledged());
    expect(applied).toEqual(new Set(numbered(30)));
    expect(service?.events('dead-lettered')).toEqual([
      { durable: bench.durable, reason: 'not\r\nJSON', subject: `${bench.stream}.x` },
    ]);

    const letters = await bench.deadLetters();
    expect(letters.map(({ text }) => text)).toEqual(['bad']);
    expect(
      Object.fromEntries([...(letters[0]?.headers ?? [])].map(([name, values]) => [name, values[0]])),
    ).toEqual({
      traceparent: '00-1-2-01',
      'dead-letter-message-id': 'bad-id',
      'dead-letter-reason': 'not JSON',
      'dead-letter-stream': bench.stream,
      'dead-letter-subject': `${bench.stream}.x`,
      'dead-letter-sequence': '31',
      'dead-letter-durable': bench.durable,
      'dead-letter-time': expect.any(String) as string,
      'dead-letter-stored-at': new Date(await bench.storedAtMs(31)).toISOString(),
      deliveries: '1',
      'Nats-Msg-Id': `${bench.stream}:31:${await bench.storedAtMs(31)}:${bench.durable}`,
    });
  });

  it('finds and parks the message that fails its whole batch, and applies the others', async () => {
    await bench.provision();
    await bench.provisionDeadLetters();
    await bench.publish([...numbered(150), 'bad-1', ...numbered(150, 'n'), 'bad-2']);
    const applied: string[] = [];
    await start(async (batch) => {
      const texts = batch.map(textOf);
      if (texts.some((text) => text.startsWith('bad'))) throw new DataError('value out of range');
      applied.push(...texts);
    });
    await eventually(() => bench.allAcknowledged());
    expect(applied.sort()).toEqual([...numbered(150), ...numbered(150, 'n')].sort());
    const letters = await bench.deadLetters();
    expect(letters.map(({ text }) => text).sort()).toEqual(['bad-1', 'bad-2']);
    expect(letters[0]?.headers?.get('dead-letter-reason')).toBe('value out of range');
    expect(service?.events('held')).toEqual([]);
  });

  it('parks a message once when the end of its delivery was lost and it is delivered again', async () => {
    await bench.provision({ ackWaitMs: 1_000 });
    await bench.provisionDeadLetters();
    await bench.publish(['bad']);
    // Simulates a consumer that died between storing the dead letter and ending the delivery.
    const messageId = `${bench.stream}:1:${await bench.storedAtMs(1)}:${bench.durable}`;
    const subject = `dead-letters.${bench.options.name}.${bench.durable}.${bench.stream}.x`;
    await bench.nats.jetstream().publish(subject, 'bad', { msgID: messageId });
    await start(async (batch) => named(batch));
    await eventually(() => bench.allAcknowledged());
    expect(service?.events('dead-lettered')).toHaveLength(1);
    await expect(bench.deadLetters()).resolves.toHaveLength(1);
  });

  it('parks poison of the same sequence in a recreated stream as another message', async () => {
    await bench.provisionDeadLetters();
    for (const text of ['bad-1', 'bad-2']) {
      await bench.provision();
      await bench.publish([text]);
      const tested = await start(async (batch) => named(batch));
      await eventually(() => tested.events('dead-lettered').length === 1);
      await tested.stop();
      await bench.manager.streams.delete(bench.stream);
    }
    expect((await bench.deadLetters()).map(({ text }) => text)).toEqual(['bad-1', 'bad-2']);
  });

  it("keeps one sender's letters, however many letters another sender causes", async () => {
    await bench.provision();
    const limits = { max_bytes: 128 * 1024, max_msgs_per_subject: 3, max_msg_size: 72 * 1024 };
    const letters = await bench.provisionDeadLetters({ ...limits, discard: DiscardPolicy.Old });
    await bench.publish(['bad and small']);
    const garbage = new Uint8Array(1_000);
    for (let count = 0; count < 300; count += 1)
      await bench.nats.jetstream().publish(`${bench.stream}.loud`, garbage);
    await start(async (batch) => batch.map((message) => ({ message, reason: 'garbage' })));
    await eventually(() => bench.allAcknowledged());
    const { state } = await bench.manager.streams.info(letters, { subjects_filter: '>' });
    const prefix = `dead-letters.${bench.options.name}.${bench.durable}.${bench.stream}`;
    expect(state.subjects).toEqual({ [`${prefix}.x`]: 1, [`${prefix}.loud`]: 3 });
  });

  it('parks a part of a message that is too large for the stream of letters alone', async () => {
    await bench.provision();
    const maxBytes = 72 * 1024;
    await bench.provisionDeadLetters({ max_msg_size: maxBytes });
    await bench.publish(['bad'.padEnd(maxBytes, '.')]);
    await start(async (batch) => named(batch));
    await eventually(() => bench.allAcknowledged());
    const [letter] = await bench.deadLetters();
    expect(letter?.headers?.get('dead-letter-cut')).toBe(`65536 of ${maxBytes} bytes`);
  });

  it('parks a part of a message that leaves no room for its origin, rather than blocking the consumer', async () => {
    await bench.provision();
    await bench.provisionDeadLetters();
    const limit = bench.nats.info?.max_payload ?? 0;
    await bench.publish(['bad'.padEnd(limit, '.'), 'good']);
    await start(async (batch) => named(batch));
    await eventually(() => bench.allAcknowledged());
    const [letter] = await bench.deadLetters();
    expect(letter?.text).toHaveLength(64 * 1024);
    expect(letter?.headers?.get('dead-letter-cut')).toBe(`65536 of ${limit} bytes`);
  });

  it('holds the batch when the handler names poison that is not part of it', async () => {
    await bench.provision();
    await bench.publish(['bad']);
    let faulty = true;
    const tested = await start(async (batch) => {
      const poison = named(batch);
      return faulty ? poison.map(({ reason }) => ({ reason, message: { ...poison[0]!.message } })) : [];
    });
    await eventually(() => tested.events('held').length > 0);
    expect((await bench.info()).num_ack_pending).toBe(1);
    faulty = false;
    await eventually(() => bench.allAcknowledged());
  });
});
