import { driverIdOfSubject } from '@ride-hailing/contracts';
import {
  Broker,
  BrokerUnavailableError,
  JetStreamPublisher,
  MessagingEvents,
  type PublishOptions,
} from '@ride-hailing/messaging';
import { endsWithin, pause } from '@ride-hailing/timing';

/** Phones that start or lose their connections together come one after another: the broker asks about each. */
const LOGINS_PER_SECOND = 200;
const LAST_ACKS_WITHIN_MS = 1_000;

interface PhoneLinesOptions {
  readonly natsUrl: string;
  readonly tlsFolder?: string;
  /** More drivers get no connection. */
  readonly mostPhones: number;
  readonly tokenOf: (driverId: string) => Promise<string>;
  /** Gets why a phone is not connected; must not throw. */
  readonly onFailure: (error: unknown) => void;
}

interface Line {
  readonly broker: Broker;
  readonly publisher: JetStreamPublisher;
  readonly closing: AbortController;
  /** Settles with each publish. */
  readonly inFlight: Set<Promise<unknown>>;
}

/** The connections of all phones to the broker: one for each, with the login of its driver. */
export class PhoneLines {
  private readonly lines = new Map<string, Line>();
  /** In terms of `performance.now()`. */
  private nextLoginAt = 0;

  constructor(private readonly options: PhoneLinesOptions) {}

  get counts(): { connected: number; waiting: number } {
    let connected = 0;
    for (const { broker } of this.lines.values()) if (broker.isConnected()) connected += 1;
    return { connected, waiting: this.lines.size - connected };
  }

  /** Connects these drivers' phones in the background, and for ever again after a loss. */
  open(driverIds: Iterable<string>): void {
    for (const driverId of driverIds) this.line(driverId);
  }

  /** Closes the connections of these drivers' phones, in bounded time. */
  async close(driverIds: Iterable<string> = [...this.lines.keys()]): Promise<void> {
    const ids = [...driverIds];
    const closing = ids.flatMap((driverId) => this.lines.get(driverId) ?? []);
    for (const driverId of ids) this.lines.delete(driverId);
    await Promise.all(closing.map(end));
  }

  isConnected(driverId: string): boolean {
    return this.lines.get(driverId)?.broker.isConnected() ?? false;
  }

  /**
   * Publishes as the driver of this subject, whose phone is connected first if need be.
   * @throws BrokerUnavailableError, PublishError, as a rejection
   */
  async publish(subject: string, data: Uint8Array, options: PublishOptions): Promise<void> {
    const { publisher, inFlight } = this.line(driverIdOfSubject(subject));
    const publishing = publisher.publish(subject, data, options);
    inFlight.add(publishing);
    try {
      await publishing;
    } finally {
      inFlight.delete(publishing);
    }
  }

  private line(driverId: string): Line {
    const known = this.lines.get(driverId);
    if (known) return known;
    const { natsUrl: url, tlsFolder, mostPhones, tokenOf, onFailure } = this.options;
    if (this.lines.size >= mostPhones)
      throw new BrokerUnavailableError(`at most ${mostPhones} phones are connected at once`);
    const closing = new AbortController();
    const events = new MessagingEvents();
    events.on('disconnected', ({ error }) => {
      if (error !== undefined && !closing.signal.aborted) onFailure(error);
    });
    const password = async () => {
      await this.turn(closing.signal);
      return tokenOf(driverId);
    };
    const user = `phone.${driverId}`;
    const broker = new Broker({ url, tlsFolder, user, password, name: user }, events);
    const line = {
      broker,
      publisher: new JetStreamPublisher(broker),
      closing,
      inFlight: new Set<Promise<unknown>>(),
    };
    this.lines.set(driverId, line);
    broker.start();
    return line;
  }

  private async turn(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.nextLoginAt);
    this.nextLoginAt = at + 1_000 / LOGINS_PER_SECOND;
    if (at > now) await pause(at - now, signal);
    signal.throwIfAborted();
  }
}

/** Lets acknowledgements under way arrive, unless they take too long. */
async function end({ broker, closing, inFlight }: Line): Promise<void> {
  closing.abort();
  if (broker.isConnected()) await endsWithin(LAST_ACKS_WITHIN_MS, Promise.allSettled(inFlight));
  await broker.close();
}
