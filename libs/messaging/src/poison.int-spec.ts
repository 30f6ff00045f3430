import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { headers as newHeaders } from 'nats';
import { BatchConsumerOptions } from './batch-consumer';
import { BatchHandler, IncomingMessage } from './incoming-message';
import { numbered, TestService, textOf, Workbench } from './messaging.fixture';

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

  it('that the handler names is parked once with its reason and origin, and the others are applied', async () => {
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
      deliveries: '1',
      'Nats-Msg-Id': `${bench.stream}:31:${bench.durable}`,
    });
  });

  it('that fails its whole batch is found and parked, and the others are applied', async () => {
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

  it('that comes a second time because its end was lost is stored once', async () => {
    await bench.provision({ ackWaitMs: 1_000 });
    await bench.provisionDeadLetters();
    await bench.publish(['bad']);
    // As if the first consumer had died between storing the dead letter and ending the delivery.
    const messageId = `${bench.stream}:1:${bench.durable}`;
    const subject = `dead-letters.${bench.options.name}.${bench.durable}`;
    await bench.nats.jetstream().publish(subject, 'bad', { msgID: messageId });
    await start(async (batch) => named(batch));
    await eventually(() => bench.allAcknowledged());
    expect(service?.events('dead-lettered')).toHaveLength(1);
    await expect(bench.deadLetters()).resolves.toHaveLength(1);
  });

  it('that leaves no room for its origin is parked in part, rather than stopping the consumer', async () => {
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

  it('that is not of the batch is a fault of the handler: the batch is held, not acknowledged', async () => {
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
