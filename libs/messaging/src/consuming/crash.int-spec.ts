import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { numbered, TestService, textOf, Workbench } from '../../test/messaging.fixture';

describe('after kill -9 of a consumer', () => {
  let bench: Workbench;
  let crashing: ChildProcess | undefined;

  beforeEach(async () => {
    const infrastructure = integrationInfrastructure();
    bench = await Workbench.open({ url: infrastructure.natsUrl, ...infrastructure.credentials('operator') });
    await bench.provision({ ackWaitMs: 1_000 });
    await bench.publish(numbered(50));
  });

  afterEach(async () => {
    crashing?.kill('SIGKILL');
    await bench.close();
  });

  /** Kills a consumer before its work is done, and returns what a second one then does not get. */
  async function missingAfterCrash(order: 'work-then-return' | 'return-before-work'): Promise<string[]> {
    const consumer = { stream: bench.stream, durable: bench.durable, batchSize: 50 };
    const script = join(__dirname, '../../test/crashing-consumer.fixture.ts');
    const args = [
      '-r',
      '@swc-node/register',
      script,
      JSON.stringify(bench.options),
      JSON.stringify(consumer),
      order,
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    crashing = child;
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await eventually(() => said.includes('got'), { timeoutMs: 20_000 });
    if (order === 'return-before-work') await eventually(() => bench.allAcknowledged());
    child.kill('SIGKILL');
    await once(child, 'exit');

    const applied = new Set<string>();
    const service = await TestService.start(bench.options, consumer, async (batch) => {
      for (const message of batch) applied.add(textOf(message));
    });
    await eventually(() => bench.allAcknowledged(), { timeoutMs: 15_000 });
    await service.stop();
    return numbered(50).filter((text) => !applied.has(text));
  }

  it('gives another consumer everything that a killed one had not acknowledged', async () => {
    await expect(missingAfterCrash('work-then-return')).resolves.toEqual([]);
  }, 60_000);

  it('loses messages if the handler returns before its work is done: the guard is seen to fail', async () => {
    await expect(missingAfterCrash('return-before-work')).resolves.toHaveLength(50);
  }, 60_000);
});
