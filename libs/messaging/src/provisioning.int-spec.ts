import { integrationInfrastructure } from '@ride-hailing/stack';
import { Workbench } from '../test/messaging.fixture';
import { ProvisionError } from './connection/broker.errors';
import { StreamDefinition } from './connection/stream-definition';
import { ConsumerDefinition, provision } from './provisioning';

describe('provision', () => {
  let bench: Workbench;
  let stream: StreamDefinition;
  let consumer: ConsumerDefinition;

  beforeEach(async () => {
    const infrastructure = integrationInfrastructure();
    bench = await Workbench.open({ url: infrastructure.natsUrl, ...infrastructure.credentials('operator') });
    stream = {
      name: bench.stream,
      description: 'for a test',
      subjects: [`${bench.stream}.>`],
      storage: 'file',
      maxAgeMs: 60_000,
      maxBytes: 1_000_000,
      discard: 'new',
      duplicateWindowMs: 10_000,
    };
    consumer = { stream: bench.stream, durable: bench.durable, ackWaitMs: 30_000, maxAckPending: 5_000 };
  });

  afterEach(() => bench.close());

  const actions = async (...args: [StreamDefinition, ConsumerDefinition]) =>
    (await provision(bench.options, [args[0]], [args[1]])).map(({ action }) => action);

  it('creates what is missing, and changes nothing the second time', async () => {
    await expect(actions(stream, consumer)).resolves.toEqual(['created', 'created']);
    await expect(actions(stream, consumer)).resolves.toEqual(['unchanged', 'unchanged']);
    const { config } = await bench.info();
    expect(config).toMatchObject({
      ack_policy: 'explicit',
      max_deliver: -1,
      deliver_policy: 'all',
      max_ack_pending: 5_000,
    });
  });

  it('updates a stream whose definition has changed, and keeps its messages', async () => {
    await actions(stream, consumer);
    await bench.publish(['kept']);
    const changed = await actions({ ...stream, maxBytes: 2_000_000 }, { ...consumer, ackWaitMs: 20_000 });
    expect(changed).toEqual(['updated', 'updated']);
    const { config, state } = await bench.manager.streams.info(bench.stream);
    expect({ maxBytes: config.max_bytes, messages: state.messages }).toEqual({
      maxBytes: 2_000_000,
      messages: 1,
    });
    expect((await bench.info()).config.ack_wait).toBe(20_000 * 1e6);
  });

  it('names a stream that cannot be changed', async () => {
    await actions(stream, consumer);
    const outcome = actions({ ...stream, storage: 'memory' }, consumer);
    await expect(outcome).rejects.toThrow(ProvisionError);
    await expect(outcome).rejects.toThrow(`stream ${bench.stream}`);
  });
});
