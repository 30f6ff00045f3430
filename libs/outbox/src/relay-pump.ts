import { backOffMs, endsWithin, pause } from '@ride-hailing/timing';
import { OutboxEvents } from './outbox-events';
import { OutboxTuning } from './outbox.config';
import { RelaySessionLostError } from './outbox.errors';
import { OutboxRow, PublishedRow, RelaySession } from './relay-session';
import { WakeUp } from './wake-up';

/**
 * Publishes into a stream; resolves when the stream holds the message, at `sequence`. That the broker calls it a
 * duplicate is not enough: it may have been purged since. `JetStreamPublisher` is one.
 */
export interface OutboxPublisher {
  publish(
    subject: string,
    data: string,
    options: { messageId: string; headers: Record<string, string>; timeoutMs: number },
  ): Promise<{ sequence: number }>;
}

export interface PumpParts {
  readonly session: Pick<RelaySession, 'heads' | 'mark' | 'oldestAgeMs' | 'isHeld'>;
  readonly publisher: OutboxPublisher;
  readonly events: OutboxEvents;
  readonly tuning: OutboxTuning;
}

/** The next look waits until this share of what may be in flight is free: few large looks, not many small ones. */
const LEAST_ROOM = 0.25;

/**
 * The relay's work while it holds the lock. One loop alone reads and marks; publishing goes on meanwhile:
 *
 *   read the lowest unpublished version of each aggregate -> publish them all at once
 *     -> mark together whatever was acknowledged meanwhile -> their aggregates may go on with the next version
 *
 * An aggregate is left alone until its mark is committed. So the stream gets its versions in order, also when
 * tries fail, and also when this process dies at any point and another one takes over. A process that was frozen, and
 * lost the lock meanwhile, begins no publish after it; what it had sent before comes as a repeat at most.
 */
export class RelayPump {
  private readonly wakeUp = new WakeUp();
  private readonly ending = new AbortController();
  /** Aggregates with a version between its reading and its mark. */
  private readonly busy = new Set<string>();
  private readonly retrying = new Set<string>();
  /** Those that are neither acknowledged nor given up. */
  private publishing = 0;
  private nonePublishing: () => void = () => undefined;
  private acked: (PublishedRow & { aggregateId: string })[] = [];
  /** Where the present round along all aggregates goes on. No cursor: the next round begins at the first again. */
  private roundAt = '';
  private sentInRound = 0;
  /** A look found rows of busy aggregates, which can be taken up after the mark. */
  private heldBack = false;
  private wanted = true;
  private lastLookAt = 0;
  private lastBacklogAt = 0;

  constructor(private readonly parts: PumpParts) {}

  /** There is something new to publish. */
  nudge(): void {
    this.wanted = true;
    this.wakeUp.call();
  }

  /** Notice now that the session is lost, or that the signal has aborted. */
  wake(): void {
    this.wakeUp.call();
  }

  /**
   * Works until `signal` aborts, then waits for what is in flight, `drainMs` at most.
   * @throws when the session is lost, after everything in flight has ended one way or the other
   */
  async run(signal: AbortSignal, drainMs: number): Promise<void> {
    try {
      while (!signal.aborted) await this.step();
    } catch (error) {
      await this.end();
      throw error;
    }
    await endsWithin(drainMs, this.end());
    await this.markAcked();
  }

  private async step(): Promise<void> {
    await this.markAcked();
    if (this.mayLook()) await this.look();
    await this.tellBacklog();
    if (this.acked.length === 0 && !this.mayLook()) await this.wakeUp.sleep(this.parts.tuning.pollIntervalMs);
  }

  private mayLook(): boolean {
    const { maxInFlight, pollIntervalMs } = this.parts.tuning;
    const room = maxInFlight - this.busy.size;
    const workable = maxInFlight - this.retrying.size;
    if (room < Math.max(1, workable * LEAST_ROOM)) return false;
    return this.wanted || performance.now() - this.lastLookAt >= pollIntervalMs;
  }

  private async look(): Promise<void> {
    this.wanted = false;
    this.lastLookAt = performance.now();
    const room = this.parts.tuning.maxInFlight - this.busy.size;
    const rows = await this.parts.session.heads(this.roundAt, room);
    for (const row of rows) this.take(row);
    const roundEnds = rows.length < room;
    // What came meanwhile may lie before the place where this look began.
    if (!roundEnds || (this.roundAt !== '' && this.sentInRound > 0)) this.wanted = true;
    this.roundAt = roundEnds ? '' : (rows.at(-1)?.aggregateId ?? '');
    if (roundEnds) this.sentInRound = 0;
  }

  private take(row: OutboxRow): void {
    if (this.busy.has(row.aggregateId)) {
      this.heldBack = true;
      return;
    }
    this.busy.add(row.aggregateId);
    this.sentInRound += 1;
    this.publishing += 1;
    this.publish(row, 1);
  }

  /** Tries until the broker has it, so an outage of any length is bridged. */
  private publish(row: OutboxRow, attempt: number): void {
    const { publisher, session, tuning } = this.parts;
    // Thawed after a freeze: what comes next is for the session to say, not for an old plan.
    if (!session.isHeld()) return void this.tryAgain(row, attempt, new RelaySessionLostError());
    const options = { messageId: row.id, headers: row.headers, timeoutMs: tuning.publishTimeoutMs };
    publisher.publish(row.subject, row.payload, options).then(
      ({ sequence }) => {
        this.acked.push({ id: row.id, aggregateId: row.aggregateId, streamSequence: sequence });
        this.ended(row);
      },
      (error: unknown) => void this.tryAgain(row, attempt, error),
    );
  }

  private async tryAgain(row: OutboxRow, attempt: number, error: unknown): Promise<void> {
    const { aggregateId, version } = row;
    const { firstRetryMs, mostRetryMs } = this.parts.tuning;
    this.retrying.add(aggregateId);
    this.parts.events.emit('failed', { aggregateId, version, attempt, error });
    const ms = backOffMs(attempt, { firstMs: firstRetryMs, mostMs: mostRetryMs });
    await pause(ms, this.ending.signal);
    if (this.ending.signal.aborted) this.ended(row);
    else this.publish(row, attempt + 1);
  }

  private ended({ aggregateId }: OutboxRow): void {
    this.publishing -= 1;
    this.retrying.delete(aggregateId);
    this.wakeUp.call();
    if (this.publishing === 0) this.nonePublishing();
  }

  /** Nothing is tried again. Resolves when all that is under way has ended one way or the other. */
  private async end(): Promise<void> {
    this.ending.abort();
    if (this.publishing > 0) await new Promise<void>((resolve) => (this.nonePublishing = resolve));
  }

  private async markAcked(): Promise<void> {
    if (this.acked.length === 0) return;
    const rows = this.acked;
    this.acked = [];
    await this.parts.session.mark(rows);
    for (const { aggregateId } of rows) this.busy.delete(aggregateId);
    if (this.heldBack) this.wanted = true;
    this.heldBack = false;
    this.parts.events.emit('published', { count: rows.length });
  }

  private async tellBacklog(): Promise<void> {
    if (performance.now() - this.lastBacklogAt < this.parts.tuning.backlogIntervalMs) return;
    this.lastBacklogAt = performance.now();
    this.parts.events.emit('backlog', { oldestAgeMs: await this.parts.session.oldestAgeMs() });
  }
}
