import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { numbered, TestService, Workbench } from '../../test/messaging.fixture';

const COUNT = 100_000;

it('consumes 100,000 waiting messages, each once, and prints the rate', async () => {
  const infrastructure = integrationInfrastructure();
  const bench = await Workbench.open({
    url: infrastructure.natsUrl,
    ...infrastructure.credentials('operator'),
  });
  await bench.provision();
  await bench.publish(
    numbered(COUNT, 'a message of about the size of an update, which has a hundred and ten bytes, or so'),
  );

  const sequences = new Set<number>();
  let handled = 0;
  let startedAt = 0;
  const consumer = { stream: bench.stream, durable: bench.durable, batchSize: 2_000 };
  const service = await TestService.start(bench.options, consumer, async (batch) => {
    startedAt ||= performance.now();
    for (const message of batch) sequences.add(message.streamSequence);
    handled += batch.length;
  });
  await eventually(() => bench.allAcknowledged(), { timeoutMs: 60_000, intervalMs: 20 });
  const seconds = (performance.now() - startedAt) / 1_000;

  console.log(`${Math.round(COUNT / seconds)} messages/s pulled, handled and acknowledged`);
  expect(handled).toBe(COUNT);
  expect(sequences.size).toBe(COUNT);
  await service.stop();
  await bench.close();
}, 120_000);
