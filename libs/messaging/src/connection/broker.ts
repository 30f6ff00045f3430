import { serversOf } from '@ride-hailing/addresses';
import { filesIn } from '@ride-hailing/certificates';
import { backOffMs, endsWithin, pause } from '@ride-hailing/timing';
import { connect, ErrorCode, Events, NatsConnection, NatsError } from 'nats';
import { AckInbox } from './ack-inbox';
import { BrokerClock } from './broker-clock';
import { BACK_OFF, BrokerOptions, ExpiringLogin } from './broker.config';
import { BrokerUnavailableError } from './broker.errors';
import { MessagingEvents } from './messaging-events';

const DIAL_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 2_000;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Pings every 15 s, since by default the client notices a silent server only after 4 minutes; every 5 s where there is
 * another server to go to. Switches the client's own
 * reconnecting off: it gives up after 20 s, or when a login is refused twice, and measures its pauses by the wall
 * clock, so that a clock set back by an hour stops it from connecting for an hour.
 */
export function connectionOptions(options: BrokerOptions) {
  const servers = serversOf(options.url);
  return {
    servers,
    // The client ignores the scheme: without this option, tls:// would connect unencrypted.
    ...(servers.some((url) => /^tls:/i.test(url)) && { tls: {} }),
    // The client reads the files again each time it connects.
    ...(options.tlsFolder && { tls: filesIn(options.tlsFolder) }),
    user: options.user,
    pass: options.password,
    name: options.name,
    inboxPrefix: `_INBOX_${options.user}`,
    timeout: DIAL_TIMEOUT_MS,
    pingInterval: servers.length > 1 ? 5_000 : 15_000,
    maxPingOut: 2,
    reconnect: false,
    // A stack trace per request costs a quarter of the publishing rate.
    noAsyncTraces: true,
  };
}

function withReason(error: unknown, { url, tlsFolder }: Pick<BrokerOptions, 'url' | 'tlsFolder'>): unknown {
  const offersNone = (error as Partial<NatsError>).code === ErrorCode.ServerOptionNotAvailable;
  if (!offersNone || !(tlsFolder || /\btls:/i.test(url))) return error;
  const who = tlsFolder ? `TLS_FOLDER (for ${url})` : url;
  return new BrokerUnavailableError(`${who} asks for encryption, and the broker there offers none`);
}

/**
 * Owns the one connection to the broker: connects in the background, and reconnects for ever, whatever ended it. Each
 * time it tries all servers of the address, in random order.
 */
export class Broker {
  /** Compare the broker's timestamps with this clock. */
  readonly clock = new BrokerClock();
  private readonly closing = new AbortController();
  private nats?: NatsConnection;
  private answers?: AckInbox;
  private connected = false;
  private loop?: Promise<void>;

  constructor(
    readonly options: BrokerOptions | ExpiringLogin,
    readonly events: MessagingEvents,
  ) {
    events.setMaxListeners(0);
  }

  /** Begins to connect and returns at once. */
  start(): void {
    this.loop ??= this.stayConnected();
  }

  isConnected(): boolean {
    return this.connected;
  }

  isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  /** The connection if it is up now. For this library only: nothing else knows the client. */
  connection(): NatsConnection | undefined {
    return this.connected ? this.nats : undefined;
  }

  /**
   * The inbox for answers on this connection; for this library only. Use it instead of the client's `request()`
   * wherever the answer holds somebody else's message: `request()` decodes headers inside the client's parser, and
   * headers that cannot be decoded end the reading of the whole connection there.
   */
  inboxOn(nats: NatsConnection): AckInbox {
    if (this.answers?.nats !== nats || !this.answers.isOpen) {
      this.answers = new AckInbox(nats, `_INBOX_${this.options.user}`);
    }
    return this.answers;
  }

  /**
   * Resolves with the connection as soon as it is up.
   * @throws BrokerUnavailableError after `timeoutMs`, or when the broker is closed meanwhile
   */
  async whenConnected(timeoutMs: number, signal?: AbortSignal): Promise<NatsConnection> {
    const now = this.connection();
    if (now) return now;
    const waiting = new AbortController();
    const stop = AbortSignal.any([this.closing.signal, waiting.signal, ...(signal ? [signal] : [])]);
    const up = () => waiting.abort();
    this.events.once('connected', up);
    await pause(timeoutMs, stop);
    this.events.off('connected', up);
    const nats = this.connection();
    if (!nats) throw new BrokerUnavailableError(`not connected to the broker at ${this.options.url}`);
    return nats;
  }

  /** Waits until the server has received everything sent so far; false when that took longer than `timeoutMs`. */
  async flush(timeoutMs = CLOSE_TIMEOUT_MS): Promise<boolean> {
    const nats = this.connection();
    return nats ? endsWithin(timeoutMs, nats.flush()) : false;
  }

  /** Sends what is still buffered and closes, in bounded time. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    await this.flush();
    this.closing.abort();
    this.connected = false;
    if (this.nats) await endsWithin(CLOSE_TIMEOUT_MS, this.nats.close());
    // An attempt to connect that is under way ends at its own time-out, and the loop then closes the connection.
    if (this.loop) await endsWithin(CLOSE_TIMEOUT_MS, this.loop);
  }

  private async stayConnected(): Promise<void> {
    let reported: string | undefined;
    for (let attempt = 1; !this.closing.signal.aborted; attempt++) {
      try {
        const nats = await connect(connectionOptions(await this.login()));
        attempt = 0;
        reported = undefined;
        await this.serve(nats);
      } catch (cause) {
        const error = withReason(cause, this.options);
        const text = String(error);
        if (text !== reported) this.events.emit('disconnected', { error });
        reported = text;
      }
      const pauseMs = Math.min(LONGEST_PAUSE_MS, backOffMs(attempt + 1, BACK_OFF));
      if (!this.closing.signal.aborted) await pause(pauseMs, this.closing.signal);
    }
  }

  private async login(): Promise<BrokerOptions> {
    const { password } = this.options;
    return { ...this.options, password: typeof password === 'string' ? password : await password() };
  }

  /** Follows the state of one client until it is closed. */
  private async serve(nats: NatsConnection): Promise<void> {
    if (this.closing.signal.aborted) return nats.close();
    this.nats = nats;
    this.up(nats.getServer());
    void this.follow(nats);
    const error = await nats.closed();
    if (this.connected) this.down(error ?? undefined);
  }

  /** Reports a lost connection a little before `closed()` does. The client never ends this iteration. */
  private async follow(nats: NatsConnection): Promise<void> {
    for await (const status of nats.status()) {
      if (status.type === Events.Disconnect && this.connection() === nats) this.down();
    }
  }

  private up(server: string): void {
    if (this.closing.signal.aborted) return;
    this.connected = true;
    this.events.emit('connected', { server });
  }

  private down(error?: Error): void {
    this.connected = false;
    if (!this.closing.signal.aborted) this.events.emit('disconnected', { error });
  }
}
