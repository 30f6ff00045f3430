import type { Msg, Subscription } from 'nats';
import type { Broker } from './connection/broker';

export interface Answerer {
  /** Instances with the same name share the requests. */
  readonly queue: string;
  /** Undefined leaves the request without an answer. */
  readonly answerTo: (request: Uint8Array) => Promise<string | undefined>;
  /** Gets each refusal of the broker, such as a missing right; must not throw. */
  readonly onError: (error: Error) => void;
}

/**
 * Answers requests on the subject from now on. Requests are missed while there is no connection.
 * @returns what ends the answering: it takes no new requests, and waits for answers under way
 */
export function answer(
  broker: Broker,
  subject: string,
  { queue, answerTo, onError }: Answerer,
): () => Promise<void> {
  let subscription: Subscription | undefined;
  const underWay = new Set<Promise<void>>();
  const reply = async (request: Msg): Promise<void> => {
    const text = await answerTo(request.data);
    if (text !== undefined) request.respond(text);
  };
  const subscribe = (): void => {
    subscription = broker.connection()?.subscribe(subject, {
      queue,
      callback: (error, request) => {
        if (error) return onError(error);
        const replying: Promise<void> = reply(request)
          .catch(onError)
          .finally(() => underWay.delete(replying));
        underWay.add(replying);
      },
    });
  };
  broker.events.on('connected', subscribe);
  subscribe();
  return async () => {
    broker.events.off('connected', subscribe);
    if (subscription && !subscription.isClosed()) subscription.unsubscribe();
    await Promise.all(underWay);
  };
}
