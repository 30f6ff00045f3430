import { SetMetadata } from '@nestjs/common';
import { Durable } from '../connection/broker.config';
import { KnownErrors } from '../messages/failure';
import { BatchHandler } from '../messages/incoming-message';

/** What a method consumes, and how. */
export interface BatchConsumerOptions extends Durable, KnownErrors {
  /** The most messages of one call. A batch holds what has arrived, and never waits to be full. */
  readonly batchSize: number;
  /**
   * Whether the span of a batch links to the spans that published its messages, which takes a look at the headers of each
   * message. Default true.
   */
  readonly linksMessages?: boolean;
}

export const BATCH_CONSUMER = 'ride-hailing:batch-consumer';

/** Makes a provider's method the handler of a durable consumer, which starts with the application. */
export function BatchConsumer(options: BatchConsumerOptions) {
  return <T extends BatchHandler>(
    target: object,
    key: string | symbol,
    method: TypedPropertyDescriptor<T>,
  ) => {
    SetMetadata(BATCH_CONSUMER, options)(target, key, method);
  };
}
