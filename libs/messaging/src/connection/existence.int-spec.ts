import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { TestService, Workbench } from '../../test/messaging.fixture';
import type { StreamDefinition } from './stream-definition';

describe('what must exist at the broker', () => {
  let bench: Workbench;
  let service: TestService | undefined;

  beforeEach(async () => {
    const infrastructure = integrationInfrastructure();
    bench = await Workbench.open({ url: infrastructure.natsUrl, ...infrastructure.credentials('operator') });
  });

  afterEach(async () => {
    await service?.stop();
    await bench.close();
  });

  const last = (kind: string) =>
    service
      ?.events('existence')
      .filter((event) => event.kind === kind)
      .at(-1)?.exists;

  it('reports at each look whether streams and durables exist, and an unknown lag for a missing durable', async () => {
    await bench.provision();
    const { stream, durable } = bench;
    const needs = { streams: [stream], consumers: [{ stream, durable }] };
    const consumer = { stream, durable, batchSize: 10 };
    const tested = await TestService.start({ ...bench.options, needs }, consumer, async () => undefined);
    service = tested;
    await eventually(() => last('stream') === true && last('consumer') === true);
    await eventually(() => tested.events('lag').at(-1)?.pending === 0);

    await bench.manager.consumers.delete(stream, durable);
    await eventually(() => last('stream') === true && last('consumer') === false);
    await eventually(() => Number.isNaN(tested.events('lag').at(-1)?.pending));
    await bench.manager.streams.delete(stream);
    await eventually(() => last('stream') === false);

    await bench.provision();
    await eventually(() => last('stream') === true && last('consumer') === true);
    await bench.publish(['afterwards']);
    await eventually(() => tested.events('acked').length > 0);
  });

  it('makes a stream in memory again that the broker has forgotten', async () => {
    await bench.provision();
    const { stream, durable } = bench;
    const forgotten: StreamDefinition = {
      ...{ name: `${stream}-cache`, subjects: [`${stream}-cache.>`], storage: 'memory', discard: 'old' },
      ...{ maxAgeMs: 60_000, maxBytes: 1_000_000, duplicateWindowMs: 1_000, newestPerSubject: true },
    };
    const needs = { streams: [forgotten.name], consumers: [], remade: [forgotten] };
    const consumer = { stream, durable, batchSize: 10 };
    service = await TestService.start({ ...bench.options, needs }, consumer, async () => undefined);
    await eventually(() => last('stream') === true);
    await bench.manager.streams.delete(forgotten.name);
    await eventually(() => last('stream') === false);
    await eventually(() => last('stream') === true);
    const { config } = await bench.manager.streams.info(forgotten.name);
    expect(config).toMatchObject({ storage: 'memory', max_msgs_per_subject: 1, allow_direct: true });
    await bench.manager.streams.delete(forgotten.name);
  });
});
