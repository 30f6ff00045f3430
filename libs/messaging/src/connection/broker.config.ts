import type { BackOff } from '@ride-hailing/timing';
import type { StreamDefinition } from './stream-definition';

/** Pauses between retries of the broker or of a handler. */
export const BACK_OFF: BackOff = { firstMs: 100, mostMs: 5_000 };

/** How often lag and existence are looked up when the options do not say. */
export const LOOK_EVERY_MS = 5_000;

/** Names a durable consumer. */
export interface Durable {
  readonly stream: string;
  readonly durable: string;
}

/** What must exist at the broker. A bucket is named by its stream. */
export interface BrokerNeeds {
  readonly streams: readonly string[];
  readonly consumers: readonly Durable[];
  /**
   * Streams in memory, which a broker that runs alone forgets with its process: made again, empty, when they are missing.
   * Needs the right to `$JS.API.STREAM.CREATE` of each.
   */
  readonly remade?: readonly StreamDefinition[];
}

/** Where the broker is, and the login of this service. */
export interface BrokerOptions {
  /**
   * `nats://host:port`, or several servers of one cluster separated by commas. `tls://` connects encrypted or not at
   * all; Node must trust the certificate (NODE_EXTRA_CA_CERTS).
   */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The folder of this process's certificates: then it connects encrypted, and shows its own. */
  readonly tlsFolder?: string;
  /** Name of the service. The broker shows it for the connection; dead letters carry it in their subject. */
  readonly name: string;
  /** How long a stopping consumer may take for the batch in hand, ms. Default 5,000. */
  readonly drainTimeoutMs?: number;
  /** Looked up as often as the lag, and reported by the `existence` event. Default: nothing. */
  readonly needs?: BrokerNeeds;
  /** How often each consumer's lag is looked up, ms. Default 5,000. */
  readonly lagIntervalMs?: number;
}

/** A login whose password expires: it is asked for before each attempt to connect. */
export type ExpiringLogin = Omit<BrokerOptions, 'password'> & { readonly password: () => Promise<string> };

/** The NATS_* variables of a service's environment, as `readConfig()` names them. */
interface NatsVariables {
  readonly natsUrl: string;
  readonly natsUser: string;
  readonly natsPassword: string;
  readonly tlsFolder?: string;
}

/** @param name of the service or job; the broker shows it for the connection */
export const brokerLogin = (
  { natsUrl, natsUser, natsPassword, tlsFolder }: NatsVariables,
  name: string,
): Pick<BrokerOptions, 'url' | 'user' | 'password' | 'name' | 'tlsFolder'> => ({
  url: natsUrl,
  user: natsUser,
  password: natsPassword,
  tlsFolder,
  name,
});
