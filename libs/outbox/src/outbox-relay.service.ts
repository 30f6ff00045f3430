import { jittered, pause } from '@ride-hailing/timing';
import { OutboxEvents, RelayState } from './outbox-events';
import { OutboxTuning } from './outbox-tuning';
import { OutboxPublisher, RelayPump } from './relay-pump';
import { RelaySession } from './relay-session';

export interface RelayParts {
  readonly databaseUrl: string;
  readonly publisher: OutboxPublisher;
  readonly events: OutboxEvents;
  readonly tuning: OutboxTuning;
}

/** How long a stopping relay waits for events in flight. */
const DRAIN_MS = 2_000;
/** When a stopping relay closes the connection of a database that hangs. */
const CUT_MS = 3_500;

/**
 * Publishes enqueued events while this instance holds the relay's lock; otherwise it stands by and tries to get the
 * lock. Any number of instances may run; one of them is active.
 */
export class OutboxRelay {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private pump: RelayPump | undefined;
  private session: RelaySession | undefined;
  private current: RelayState = 'stopped';
  private lastBacklogAt = -Infinity;

  constructor(private readonly parts: RelayParts) {}

  get state(): RelayState {
    return this.current;
  }

  /** Returns at once. The relay survives any outage of the database and of the broker. */
  start(): void {
    this.become('standing-by');
    this.running = this.run();
  }

  /** Call it after a commit that enqueued. Several calls cost one read; the next poll makes up for a missing call. */
  nudge(): void {
    this.pump?.nudge();
  }

  /** Reads nothing more, marks what is in flight, and releases the lock, all within 4 s. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.pump?.wake();
    const cut = setTimeout(() => void this.session?.close(), CUT_MS);
    await this.running;
    clearTimeout(cut);
    if (this.current !== 'stopped') this.become('stopped');
  }

  private async run(): Promise<void> {
    let lastMessage: string | undefined;
    while (!this.stopping.signal.aborted) {
      const failure = await this.connectAndWork().then(() => undefined, asError);
      // Reports an outage once, not at each attempt to connect.
      if (failure && (this.current === 'active' || lastMessage !== failure.message))
        this.become('standing-by', failure);
      lastMessage = failure?.message;
      await this.pause();
    }
  }

  /** Returns when the relay stops. @throws the failure of the session */
  private async connectAndWork(): Promise<void> {
    const { signal } = this.stopping;
    const { databaseUrl, tuning } = this.parts;
    const onLost = () => this.pump?.wake();
    const session = await RelaySession.connect(databaseUrl, { leaseMs: tuning.lockLeaseMs, onLost, signal });
    this.session = session;
    try {
      while (!signal.aborted && !(await session.tryLock())) {
        await this.reportBacklog(session);
        await this.pause();
      }
      if (!signal.aborted) await this.work(session);
    } finally {
      this.session = undefined;
      await session.close();
    }
  }

  private async work(session: RelaySession): Promise<void> {
    const { publisher, events, tuning } = this.parts;
    this.pump = new RelayPump({ session, publisher, events, tuning });
    this.become('active');
    try {
      await this.pump.run(this.stopping.signal, DRAIN_MS);
    } finally {
      this.pump = undefined;
    }
  }

  /** Standby instances report the backlog too, since the active one may be frozen. */
  private async reportBacklog(session: RelaySession): Promise<void> {
    if (performance.now() - this.lastBacklogAt < this.parts.tuning.backlogIntervalMs) return;
    this.lastBacklogAt = performance.now();
    this.parts.events.emit('backlog', { oldestAgeMs: await session.oldestAgeMs() });
  }

  private async pause(): Promise<void> {
    await pause(jittered(this.parts.tuning.lockIntervalMs), this.stopping.signal);
  }

  private become(state: RelayState, error?: unknown): void {
    this.current = state;
    this.parts.events.emit('relay', { state, error });
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
