import { setTimeout as delay } from 'node:timers/promises';
import { OutboxEvents, RelayState } from './outbox-events';
import { OutboxTuning } from './outbox.config';
import { OutboxPublisher, RelayPump } from './relay-pump';
import { RelaySession } from './relay-session';

export interface RelayParts {
  readonly databaseUrl: string;
  readonly publisher: OutboxPublisher;
  readonly events: OutboxEvents;
  readonly tuning: OutboxTuning;
}

/** How long a stopping relay waits for what is in flight, and after which it cuts a database that hangs. */
const DRAIN_MS = 2_000;
const CUT_MS = 3_500;

/**
 * Publishes what was enqueued for as long as this instance holds the relay's lock; otherwise it stands by and
 * tries to become the relay. Any number of instances may run: one of them is active.
 */
export class OutboxRelay {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private pump: RelayPump | undefined;
  private session: RelaySession | undefined;
  private current: RelayState = 'stopped';

  constructor(private readonly parts: RelayParts) {}

  get state(): RelayState {
    return this.current;
  }

  /** Begins, and returns at once. Survives any outage of the database and the broker. */
  start(): void {
    this.become('standing-by');
    this.running = this.run();
  }

  /** To be called after a commit that enqueued; many calls at once cost one look. The next poll makes up for a lost one. */
  nudge(): void {
    this.pump?.nudge();
  }

  /** Takes up nothing more, marks what is in flight, and gives the lock back; within 4 s. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.pump?.wake();
    const cut = setTimeout(() => void this.session?.close(), CUT_MS);
    await this.running;
    clearTimeout(cut);
    if (this.current !== 'stopped') this.become('stopped');
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const { lockIntervalMs } = this.parts.tuning;
    let told: string | undefined;
    while (!signal.aborted) {
      const failure = await this.beRelay().then(() => undefined, asError);
      // An outage is told once, not twice a second.
      if (failure && (this.current === 'active' || told !== failure.message))
        this.become('standing-by', failure);
      told = failure?.message;
      await delay(lockIntervalMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Returns when another instance is the relay, or this one is asked to stop. @throws why it cannot be the relay */
  private async beRelay(): Promise<void> {
    const { databaseUrl, ...parts } = this.parts;
    const session = await RelaySession.open(databaseUrl, () => this.pump?.wake());
    if (!session) return;
    try {
      this.session = session;
      this.pump = new RelayPump({ ...parts, session });
      this.become('active');
      await this.pump.run(this.stopping.signal, DRAIN_MS);
    } finally {
      this.pump = undefined;
      this.session = undefined;
      await session.close();
    }
  }

  private become(state: RelayState, error?: unknown): void {
    this.current = state;
    this.parts.events.emit('relay', { state, error });
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
