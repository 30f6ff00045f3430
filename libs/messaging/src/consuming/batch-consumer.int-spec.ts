import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { numbered, TestService, textOf, Workbench } from '../../test/messaging.fixture';
import { BatchHandler } from '../messages/incoming-message';
import { BatchConsumerOptions } from './batch-consumer';

describe('a batch consumer', () => {
  let bench: Workbench;
  let services: TestService[];

  beforeEach(async () => {
    const infrastructure = integrationInfrastructure();
    bench = await Workbench.open({ url: infrastructure.natsUrl, ...infrastructure.credentials('operator') });
    services = [];
  });

  afterEach(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await bench.close();
  });

  async function start(
    handler: BatchHandler,
    more: Partial<BatchConsumerOptions> = {},
  ): Promise<TestService> {
    const consumer = { stream: bench.stream, durable: bench.durable, batchSize: 100, ...more };
    const service = await TestService.start(bench.options, consumer, handler);
    services.push(service);
    return service;
  }

  /** A handler that waits until the test lets it return, and the batches that it has seen. */
  function gate() {
    const seen: string[] = [];
    let open!: () => void;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const handler: BatchHandler = async (batch) => {
      seen.push(...batch.map(textOf));
      await opened;
    };
    return { seen, open, handler };
  }

  it('acknowledges a batch after its handler has returned, and not before', async () => {
    await bench.provision();
    await bench.publish(numbered(10));
    const { seen, open, handler } = gate();
    const service = await start(handler);
    await eventually(() => seen.length > 0);
    await eventually(async () => (await bench.info()).num_ack_pending === 10);
    expect(service.events('acked')).toEqual([]);
    open();
    await eventually(() => bench.allAcknowledged());
    expect(seen.sort()).toEqual(numbered(10).sort());
  });

  it('reports batches, acknowledgements and lag', async () => {
    await bench.provision();
    const { open, handler, seen } = gate();
    const service = await start(handler, { batchSize: 1 });
    await bench.publish(numbered(5));
    await eventually(() => seen.length > 0);
    await eventually(() =>
      service.events('lag').some(({ pending, ackPending }) => pending === 3 && ackPending === 2),
    );
    open();
    await eventually(() => service.events('acked').length === 5);
    expect(service.events('batch')[4]).toEqual({
      durable: bench.durable,
      size: 1,
      tookMs: expect.any(Number) as number,
    });
    await eventually(() => service.events('lag').at(-1)?.ackPending === 0);
  });

  it('receives no more than the next batch while one is being handled', async () => {
    await bench.provision();
    await bench.publish(numbered(1_000));
    const { open, handler, seen } = gate();
    const service = await start(handler, { batchSize: 50 });
    await eventually(() => service.events('lag').some(({ ackPending }) => ackPending > seen.length));
    await eventually(() => service.events('lag').length > 4);
    const delivered = service.events('lag').map(({ ackPending }) => ackPending);
    expect(Math.max(...delivered)).toBeLessThanOrEqual(100);
    open();
    await eventually(() => bench.allAcknowledged());
    expect(Math.max(...service.events('batch').map(({ size }) => size))).toBeLessThanOrEqual(50);
    expect(new Set(seen).size).toBe(1_000);
  });

  it('keeps the batch in hand, and the one behind it, from being redelivered, however long it takes', async () => {
    await bench.provision({ ackWaitMs: 1_000 });
    await bench.publish(numbered(1));
    const { open, handler, seen } = gate();
    const service = await start(handler, { batchSize: 10 });
    await eventually(() => seen.length === 1);
    // Four of the ten requested messages never come, so a redelivered one would be received.
    await bench.publish(numbered(6).slice(1));
    await eventually(async () => (await bench.info()).num_ack_pending === 6);
    const heldSince = Date.now();
    await eventually(() => Date.now() - heldSince > 3_500);
    open();
    await eventually(() => bench.allAcknowledged());
    expect(seen.sort()).toEqual(numbered(6).sort());
    expect(service.events('acked').reduce((sum, { count }) => sum + count, 0)).toBe(6);
  });

  it('holds a batch through an outage: pulling stops, nothing is lost or dead-lettered', async () => {
    await bench.provision();
    await bench.publish(numbered(1));
    const kept: string[] = [];
    let isAway = true;
    const service = await start(async (batch) => {
      if (isAway) throw new Error('the database is away');
      kept.push(...batch.map(textOf));
    });
    await eventually(() => service.events('held').some(({ attempt }) => attempt >= 2));
    expect(service.events('held')[0]).toMatchObject({ durable: bench.durable, attempt: 1 });
    // The earlier request for 100 more messages is withdrawn.
    await eventually(async () => (await bench.info()).num_waiting === 0, { timeoutMs: 5_000 });
    await bench.publish(numbered(300, 'later'));
    await eventually(() => service.events('held').some(({ attempt }) => attempt >= 4));
    expect(await bench.info()).toMatchObject({ num_pending: 300, num_ack_pending: 1 });
    isAway = false;
    await eventually(() => bench.allAcknowledged());
    expect(kept.sort()).toEqual([...numbered(1), ...numbered(300, 'later')].sort());
    expect(service.events('dead-lettered')).toEqual([]);
    expect(service.events('acked').reduce((sum, { count }) => sum + count, 0)).toBe(301);
  });

  it('finishes the batch in hand when it stops, and gives back the rest at once', async () => {
    await bench.provision();
    await bench.publish(numbered(20));
    const first = gate();
    const stopping = await start(first.handler, { batchSize: 10 });
    // The batch holds what has arrived, from one message to ten; the others wait behind it and are given back.
    await eventually(() => first.seen.length > 0);
    await eventually(async () => (await bench.info()).num_ack_pending > first.seen.length);
    const stopped = stopping.stop();
    first.open();
    await stopped;
    const second: string[] = [];
    await start(async (batch) => void second.push(...batch.map(textOf)), { batchSize: 10 });
    // Messages that are not given back arrive only after the ack wait of 30 s.
    await eventually(() => bench.allAcknowledged(), { timeoutMs: 5_000 });
    expect([...first.seen, ...second].sort()).toEqual(numbered(20).sort());
  });

  it('stops within its drain time-out although the handler hangs, and nothing is lost', async () => {
    await bench.provision({ ackWaitMs: 1_000 });
    await bench.publish(numbered(10));
    const hung = gate();
    const consumer = { stream: bench.stream, durable: bench.durable, batchSize: 100 };
    const service = await TestService.start(
      { ...bench.options, drainTimeoutMs: 300 },
      consumer,
      hung.handler,
    );
    await eventually(() => hung.seen.length > 0);
    await eventually(async () => (await bench.info()).num_ack_pending === 10);
    const since = Date.now();
    await service.stop();
    expect(Date.now() - since).toBeLessThan(4_000);
    const { seen, open, handler } = gate();
    open();
    await start(handler);
    await eventually(() => bench.allAcknowledged());
    expect(seen.sort()).toEqual(numbered(10).sort());
    hung.open();
  });

  it('shares a durable with other instances', async () => {
    await bench.provision();
    const seen = [new Set<string>(), new Set<string>()];
    for (const mine of seen) {
      await start(async (batch) => batch.forEach((message) => mine.add(textOf(message))), { batchSize: 20 });
    }
    let round = 0;
    await eventually(async () => {
      await bench.publish(numbered(100, `round-${round++}`));
      return seen.every((mine) => mine.size > 0);
    });
    await eventually(() => bench.allAcknowledged());
    expect((seen[0]?.size ?? 0) + (seen[1]?.size ?? 0)).toBe(round * 100);
  });
});
