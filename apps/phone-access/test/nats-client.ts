import { connect, type ConnectionOptions, type NatsConnection, type NatsError } from 'nats';

const WITHIN_MS = 8_000;

/** A client that does not reconnect. */
export const dial = (servers: string, options: ConnectionOptions): Promise<NatsConnection> =>
  connect({ servers: servers.split(','), reconnect: false, timeout: WITHIN_MS, ...options });

/** The code with which the broker refuses the connection; undefined when it lets it in. */
export async function refusalOf(servers: string, options: ConnectionOptions): Promise<string | undefined> {
  try {
    await (await dial(servers, options)).close();
    return undefined;
  } catch (error) {
    return (error as NatsError).code;
  }
}

/** The code with which the broker refuses the subscription. Waits for a refusal; use it only where one must come. */
export const subscriptionRefusal = (client: NatsConnection, subject: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    client.subscribe(subject, { callback: (error) => resolve(error?.code) });
  });

/** The code with which a publish or request fails; undefined when it is answered. */
export const requestRefusal = (client: NatsConnection, subject: string): Promise<string | undefined> =>
  client.request(subject, '', { timeout: WITHIN_MS }).then(
    () => undefined,
    (error: NatsError) => error.code,
  );
