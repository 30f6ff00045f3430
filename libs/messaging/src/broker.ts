import { BrokerOptions } from './broker.config';
import { MessagingEvents } from './messaging-events';

/** Owns the one connection to the broker: made in the background, made again for ever. */
export class Broker {
  constructor(
    readonly options: BrokerOptions,
    readonly events: MessagingEvents,
  ) {}

  isConnected(): boolean {
    return false;
  }

  async close(): Promise<void> {}
}
