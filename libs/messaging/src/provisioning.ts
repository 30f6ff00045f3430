import { BrokerOptions } from './broker.config';

export interface StreamDefinition {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly storage: 'file' | 'memory';
  readonly maxAgeMs: number;
  readonly maxBytes: number;
  /** At the limit: `old` drops the oldest message, `new` refuses the publish. */
  readonly discard: 'old' | 'new';
  readonly duplicateWindowMs: number;
  readonly description?: string;
}

/** A durable pull consumer of a whole stream: explicit acks, no limit of deliveries. */
export interface ConsumerDefinition {
  readonly stream: string;
  readonly durable: string;
  readonly ackWaitMs: number;
  readonly maxAckPending: number;
  readonly description?: string;
}

export interface ProvisionedItem {
  readonly kind: 'stream' | 'consumer';
  readonly name: string;
  readonly action: 'created' | 'updated' | 'unchanged';
}

/** Makes streams and consumers as defined, or changes them into that; running it again changes nothing. */
export async function provision(
  _options: BrokerOptions,
  _streams: readonly StreamDefinition[],
  _consumers: readonly ConsumerDefinition[],
): Promise<ProvisionedItem[]> {
  return [];
}
