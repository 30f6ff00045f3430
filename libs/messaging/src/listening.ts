import type { Subscription } from 'nats';
import type { Broker } from './connection/broker';

export interface Listener {
  readonly onMessage: (subject: string, data: Uint8Array) => void;
  /** Gets each refusal of the broker, such as a missing right; must not throw. */
  readonly onError?: (error: Error) => void;
}

/**
 * Calls back for each message that is published on the subject from now on, whether or not a stream stores it. Nothing is
 * acknowledged or repeated, and messages are missed while there is no connection.
 * @returns what ends the listening
 */
export function listen(broker: Broker, subject: string, { onMessage, onError }: Listener): () => void {
  let subscription: Subscription | undefined;
  const subscribe = (): void => {
    subscription = broker.connection()?.subscribe(subject, {
      // Headers stay undecoded: the client's decoding throws for odd ones.
      callback: (error, message) => (error ? onError?.(error) : onMessage(message.subject, message.data)),
    });
  };
  broker.events.on('connected', subscribe);
  subscribe();
  return () => {
    broker.events.off('connected', subscribe);
    if (subscription && !subscription.isClosed()) subscription.unsubscribe();
  };
}
