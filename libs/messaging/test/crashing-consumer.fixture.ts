import { BrokerOptions } from '../src/connection/broker.config';
import { BatchConsumerOptions } from '../src/consuming/batch-consumer';
import { TestService } from './messaging.fixture';

/** A separate process, to be killed: prints `got N` for each batch and never finishes the work. */
const [broker, options, order] = process.argv.slice(2);

const neverDone = () => new Promise<void>((resolve) => setTimeout(resolve, 3_600_000));

void TestService.start(
  JSON.parse(broker ?? '') as BrokerOptions,
  JSON.parse(options ?? '') as BatchConsumerOptions,
  async (batch) => {
    process.stdout.write(`got ${batch.length}\n`);
    const work = neverDone();
    // The mutant returns before its work is done, so that the batch is acknowledged too early.
    if (order !== 'return-before-work') await work;
  },
);
