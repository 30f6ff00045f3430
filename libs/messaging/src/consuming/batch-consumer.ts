import { SetMetadata } from '@nestjs/common';
import { BatchHandler } from '../messages/incoming-message';

/** What a method consumes, and how. */
export interface BatchConsumerOptions {
  readonly stream: string;
  readonly durable: string;
  /** The most messages of one call. What has arrived is taken; a batch is never waited full. */
  readonly batchSize: number;
  /** True for errors that come from the data itself, and would come again with it. */
  readonly isDataError?: (error: unknown) => boolean;
  /** True for errors that say that a batch took longer than it may: fewer messages at once would have gone through. */
  readonly isTooSlow?: (error: unknown) => boolean;
}

export const BATCH_CONSUMER = 'ride-hailing:batch-consumer';

/** Makes a provider's method the handler of a durable consumer, found and started when the application starts. */
export function BatchConsumer(options: BatchConsumerOptions) {
  return <T extends BatchHandler>(
    target: object,
    key: string | symbol,
    method: TypedPropertyDescriptor<T>,
  ) => {
    SetMetadata(BATCH_CONSUMER, options)(target, key, method);
  };
}
