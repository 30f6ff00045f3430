import { BatchConsumerOptions } from '../src/consuming/batch-consumer';
import { BrokerOptions } from '../src/connection/broker.config';
import { TestService } from './messaging.fixture';

/** A process of its own, to be killed: says `got N` for each batch and never finishes the work. */
const [broker, options, order] = process.argv.slice(2);

const neverDone = () => new Promise<void>((resolve) => setTimeout(resolve, 3_600_000));

void TestService.start(
  JSON.parse(broker ?? '') as BrokerOptions,
  JSON.parse(options ?? '') as BatchConsumerOptions,
  async (batch) => {
    process.stdout.write(`got ${batch.length}\n`);
    const work = neverDone();
    // The mutant returns, and so has the batch acknowledged, before its work is done.
    if (order !== 'return-before-work') await work;
  },
);
