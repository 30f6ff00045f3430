import { Infrastructure, startInfrastructure } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numbered, TestService, textOf, Workbench } from '../../test/messaging.fixture';
import { JetStreamPublisher } from '../jetstream-publisher';
import { BatchHandler, IncomingMessage } from '../messages/incoming-message';
import { Broker } from './broker';
import { BrokerOptions } from './broker.config';
import { BrokerUnavailableError } from './broker.errors';

function gate() {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('when the broker fails', () => {
  let folder: string;
  let infrastructure: Infrastructure;
  let access: Omit<BrokerOptions, 'name'>;
  let bench: Workbench;
  let service: TestService | undefined;
  let applied: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'messaging-'));
    infrastructure = await startInfrastructure({ folder, log: () => undefined });
    access = { url: infrastructure.natsUrl, ...infrastructure.credentials('operator') };
  }, 60_000);

  afterAll(async () => {
    await infrastructure.stop();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    bench = await Workbench.open(access);
    applied = [];
  });

  afterEach(async () => {
    await service?.stop();
    service = undefined;
    await bench.close();
  });

  async function start(handler: BatchHandler = apply): Promise<TestService> {
    const consumer = { stream: bench.stream, durable: bench.durable, batchSize: 100 };
    service = await TestService.start(bench.options, consumer, handler);
    return service;
  }

  async function apply(batch: readonly IncomingMessage[]): Promise<void> {
    applied.push(...batch.map(textOf));
  }

  /** Also waits for the tests' own connection: requests that are sent before that are lost. */
  async function startBroker(): Promise<void> {
    await infrastructure.nats.start();
    await infrastructure.nats.waitReady();
    await eventually(async () => (await bench.nats.rtt()) >= 0);
  }

  const missing = (texts: string[]) => texts.filter((text) => !applied.includes(text));

  it('loses no message when the broker is killed and restarted in mid-stream', async () => {
    await bench.provision({ ackWaitMs: 1_000 });
    await bench.publish(numbered(2_000));
    let killed: Promise<void> | undefined;
    await start(async (batch) => {
      await apply(batch);
      if (applied.length >= 500) await (killed ??= infrastructure.nats.kill());
    });
    await eventually(() => killed !== undefined);
    await killed;
    await startBroker();
    await eventually(() => bench.allAcknowledged(), { timeoutMs: 20_000 });
    expect(missing(numbered(2_000))).toEqual([]);
    await bench.publish(['afterwards']);
    await eventually(() => applied.includes('afterwards'));
  }, 60_000);

  it('starts an application without the broker, and works as soon as the broker is up', async () => {
    await bench.provision();
    await bench.publish(numbered(10));
    await infrastructure.nats.kill();
    const tested = await start();
    expect(tested.app.get(Broker).isConnected()).toBe(false);
    await startBroker();
    await eventually(() => missing(numbered(10)).length === 0);
    expect(tested.app.get(Broker).isConnected()).toBe(true);
  }, 60_000);

  it('refuses a publish at its deadline, and sends nothing later', async () => {
    await bench.provision();
    await start();
    const publisher = service!.app.get(JetStreamPublisher);
    await publisher.publish(`${bench.stream}.x`, 'before');
    await infrastructure.nats.kill();
    await eventually(() => !service!.app.get(Broker).isConnected());
    const since = Date.now();
    const late = publisher.publish(`${bench.stream}.x`, 'meanwhile', { timeoutMs: 500 });
    await expect(late).rejects.toThrow(BrokerUnavailableError);
    expect(Date.now() - since).toBeLessThan(3_000);
    await startBroker();
    const after = await publisher.publish(`${bench.stream}.x`, 'after', { timeoutMs: 20_000 });
    expect(after.sequence).toBe(2);
  }, 60_000);

  it('reports a durable that does not exist yet, and waits for it', async () => {
    const tested = await start();
    await eventually(() => tested.events('consumer-error').length >= 2);
    await bench.provision();
    await bench.publish(numbered(10));
    await eventually(() => missing(numbered(10)).length === 0, { timeoutMs: 20_000 });
  }, 60_000);

  it('reports a durable that was deleted, and reads it again once it is recreated', async () => {
    await bench.provision();
    const tested = await start();
    await bench.publish(numbered(10));
    await eventually(() => bench.allAcknowledged());
    await bench.manager.consumers.delete(bench.stream, bench.durable);
    await eventually(() => tested.events('consumer-error').length > 0);
    await bench.provision();
    await bench.publish(['afterwards']);
    await eventually(() => applied.includes('afterwards'), { timeoutMs: 20_000 });
  }, 60_000);

  it('settles no message of a recreated stream with acknowledgements for the old one', async () => {
    await bench.provision();
    await bench.publish(numbered(3, 'old'));
    const [old, fresh] = [gate(), gate()];
    const tested = await start(async (batch) => {
      await apply(batch);
      await (batch.some((message) => textOf(message).startsWith('old')) ? old : fresh).opened;
    });
    await eventually(() => applied.length > 0);
    await bench.manager.streams.delete(bench.stream);
    await eventually(() => tested.events('consumer-error').length > 0);
    await bench.provision();
    await bench.publish(numbered(3, 'new'));
    // The new messages wait behind the batch in hand, with the same sequences as the old ones.
    await eventually(async () => (await bench.info()).num_ack_pending === 3, { timeoutMs: 20_000 });
    old.open();
    await eventually(() => applied.includes('new-0'));
    await tested.app.get(Broker).flush();
    expect((await bench.info()).num_ack_pending).toBe(3);
    fresh.open();
    await eventually(() => bench.allAcknowledged());
    expect(missing(numbered(3, 'new'))).toEqual([]);
  }, 60_000);

  it('holds poison as long as there is no stream to park it in', async () => {
    await bench.provision();
    await bench.publish(['bad']);
    const poisoned = await start(async (batch) => batch.map((message) => ({ message, reason: 'bad' })));
    await eventually(() => poisoned.events('held').some(({ attempt }) => attempt >= 2));
    expect((await bench.info()).num_ack_pending).toBe(1);
    await bench.provisionDeadLetters();
    await eventually(() => bench.allAcknowledged());
    await expect(bench.deadLetters()).resolves.toHaveLength(1);
  }, 60_000);
});
