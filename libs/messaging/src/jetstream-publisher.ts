import { Broker } from './broker';

export interface PublishOptions {
  /** Within the stream's duplicate window a second message of the same id is not stored. */
  readonly messageId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Time for everything, waiting for a connection included; 5,000 ms if not given. */
  readonly timeoutMs?: number;
}

export interface PublishAck {
  readonly stream: string;
  readonly sequence: number;
  /** The message id was known already, and nothing was stored. */
  readonly duplicate: boolean;
}

/** Publishes into streams; resolves when the broker has stored the message. */
export class JetStreamPublisher {
  constructor(protected readonly broker: Broker) {}

  /** @throws BrokerUnavailableError, PublishError */
  async publish(_subject: string, _data: Uint8Array | string, _options: PublishOptions = {}): Promise<PublishAck> {
    throw new Error('to come');
  }
}
