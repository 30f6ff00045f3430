import { jittered, pause } from '@ride-hailing/timing';
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
  private lastBacklogAt = -Infinity;

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
    let told: string | undefined;
    while (!this.stopping.signal.aborted) {
      const failure = await this.connectAndWork().then(() => undefined, asError);
      // An outage is told once, not twice a second.
      if (failure && (this.current === 'active' || told !== failure.message))
        this.become('standing-by', failure);
      told = failure?.message;
      await this.pause();
    }
  }

  /** Returns when asked to stop. @throws why it cannot be the relay, or go on standing by */
  private async connectAndWork(): Promise<void> {
    const { signal } = this.stopping;
    const { databaseUrl, tuning } = this.parts;
    const onLost = () => this.pump?.wake();
    const session = await RelaySession.connect(databaseUrl, { leaseMs: tuning.lockLeaseMs, onLost, signal });
    this.session = session;
    try {
      while (!signal.aborted && !(await session.tryLock())) {
        await this.tellBacklog(session);
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

  /** Those that stand by tell too: the active one may be frozen. */
  private async tellBacklog(session: RelaySession): Promise<void> {
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
