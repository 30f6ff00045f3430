import type { BackOff } from '@ride-hailing/timing';

/** Between tries of whatever the broker, or a handler, cannot do now. */
export const BACK_OFF: BackOff = { firstMs: 100, mostMs: 5_000 };

/** What must exist at the broker; buckets by the streams that they are. */
export interface BrokerNeeds {
  readonly streams: readonly string[];
  readonly consumers: readonly { readonly stream: string; readonly durable: string }[];
}

/** Where the broker is and who is asking. */
export interface BrokerOptions {
  /**
   * `nats://host:port`, or several of one cluster separated by commas. `tls://` instead connects encrypted or not at all;
   * the certificate must be one that Node trusts (NODE_EXTRA_CA_CERTS).
   */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Name of the service: of its connection, and of its dead letters. */
  readonly name: string;
  /** How long a stopping consumer may take for the batch in hand; 5,000 ms if not given. */
  readonly drainTimeoutMs?: number;
  /** Asked for as often as the lag, and told as `existence`; nothing if not given. */
  readonly needs?: BrokerNeeds;
  /** How often each consumer's lag is asked for; 5,000 ms if not given. */
  readonly lagIntervalMs?: number;
}

/** How the variables NATS_* of a service are called where they have been read. */
interface NatsVariables {
  readonly natsUrl: string;
  readonly natsUser: string;
  readonly natsPassword: string;
}

/** @param name of the service or job, by which the broker knows the connection */
export const brokerLogin = (
  { natsUrl, natsUser, natsPassword }: NatsVariables,
  name: string,
): Pick<BrokerOptions, 'url' | 'user' | 'password' | 'name'> => ({
  url: natsUrl,
  user: natsUser,
  password: natsPassword,
  name,
});
