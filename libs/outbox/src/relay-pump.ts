import { backOffMs, endsWithin, pause } from '@ride-hailing/timing';
import { endSpan, type Span } from '@ride-hailing/tracing';
import { OutboxEvents } from './outbox-events';
import { OutboxTuning } from './outbox-tuning';
import { RelaySessionLostError } from './outbox.errors';
import { publishedHeaders, startPublishSpan } from './publish-span';
import { OutboxRow, PublishedRow, RelaySession } from './relay-session';
import { WakeUp } from './wake-up';

/**
 * Publishes to a stream; resolves when the stream holds the message, at `sequence`. A broker's word that the message is
 * a duplicate is not enough, since the stream may have been purged. `JetStreamPublisher` implements it.
 */
export interface OutboxPublisher {
  publish(
    subject: string,
    data: string,
    options: { messageId: string; headers: Record<string, string>; timeoutMs: number },
  ): Promise<{ sequence: number }>;
}

interface PumpParts {
  readonly session: Pick<RelaySession, 'heads' | 'mark' | 'oldestAgeMs' | 'isHeld'>;
  readonly publisher: OutboxPublisher;
  readonly events: OutboxEvents;
  readonly tuning: OutboxTuning;
}

/** The next read waits until this share of `maxInFlight` is free, so that reads are few and large. */
const LEAST_ROOM = 0.25;

/**
 * The relay's work while it holds the lock. A single loop reads and marks, while publishing runs concurrently:
 *
 *   read the lowest unpublished version of each aggregate -> publish them concurrently
 *     -> mark all acknowledged events in one statement -> their aggregates may continue with the next version
 *
 * A version is published only after the mark of the previous one is committed. So the stream gets the versions of an
 * aggregate in order, even if attempts fail, and even if this process dies at any point and another one takes over. A
 * process that was frozen and has lost the lock begins no publish afterwards; what it had sent before can at most arrive
 * as a duplicate.
 */
export class RelayPump {
  private readonly wakeUp = new WakeUp();
  private readonly ending = new AbortController();
  /** Aggregates with a version between its read and its mark, and the id of its row. */
  private readonly busy = new Map<string, string>();
  private readonly retrying = new Set<string>();
  /** Number of events that are neither acknowledged nor given up. */
  private publishing = 0;
  private nonePublishing: () => void = () => undefined;
  private acked: (PublishedRow & { aggregateId: string })[] = [];
  /** The aggregate after which the current round continues. Not a cursor: the next round starts at the first again. */
  private roundAt = '';
  private sentInRound = 0;
  /** A read found further versions of busy aggregates, which can be published after the mark. */
  private heldBack = false;
  /** Until then the relay rests, when the last read found several events and no backlog. */
  private restsUntil = 0;
  /** When the acknowledged events are marked at the latest. */
  private markAt = 0;
  private wanted = true;
  private lastReadAt = 0;
  private lastBacklogAt = 0;

  constructor(private readonly parts: PumpParts) {}

  /** Reads again soon: there may be something new to publish. */
  nudge(): void {
    this.wanted = true;
    this.wakeUp.call();
  }

  /** Ends the loop's sleep, so that it notices a lost session or an aborted signal. */
  wake(): void {
    this.wakeUp.call();
  }

  /**
   * Runs until `signal` aborts, then waits at most `drainMs` for events in flight.
   * @throws when the session is lost, after all publishes in flight have succeeded or failed
   */
  async run(signal: AbortSignal, drainMs: number): Promise<void> {
    try {
      while (!signal.aborted) {
        await this.step(signal);
      }
    } catch (error) {
      await this.end();
      throw error;
    }
    await endsWithin(drainMs, this.end());
    await this.markAcked();
  }

  private async step(signal: AbortSignal): Promise<void> {
    if (this.marksAreDue()) await this.markAcked();
    // The time of the mark is a part of the rest.
    const restMs = this.restsUntil - performance.now();
    if (restMs > 0) await pause(restMs, signal);
    if (signal.aborted) return;
    if (this.mayRead()) await this.read();
    await this.reportBacklog();
    if (!this.marksAreDue() && !this.mayRead()) await this.wakeUp.sleep(this.sleepMs());
  }

  /**
   * Acknowledged events wait a moment for others, so that events which come one by one do not wait for a commit each, and
   * many share one. They do not wait while a version of the same aggregate, or the room of new ones, waits for them.
   */
  private marksAreDue(): boolean {
    if (this.acked.length === 0) return false;
    return this.heldBack || !this.hasRoom() || performance.now() >= this.markAt;
  }

  private sleepMs(): number {
    const { pollIntervalMs } = this.parts.tuning;
    if (this.acked.length === 0) return pollIntervalMs;
    return Math.min(pollIntervalMs, this.markAt - performance.now());
  }

  private hasRoom(): boolean {
    const { maxInFlight } = this.parts.tuning;
    const workable = maxInFlight - this.retrying.size;
    return maxInFlight - this.busy.size >= Math.max(1, workable * LEAST_ROOM);
  }

  private mayRead(): boolean {
    if (!this.hasRoom()) return false;
    return this.wanted || performance.now() - this.lastReadAt >= this.parts.tuning.pollIntervalMs;
  }

  private async read(): Promise<void> {
    this.wanted = false;
    this.lastReadAt = performance.now();
    const room = this.parts.tuning.maxInFlight - this.busy.size;
    // Where a round goes on, most of what is under way lies behind it.
    const underWay = this.roundAt === '' ? [...this.busy.values()] : [];
    const rows = await this.parts.session.heads(this.roundAt, room, underWay);
    for (const row of rows) this.take(row);
    const roundEnds = rows.length < room;
    const tookMs = performance.now() - this.lastReadAt;
    const restMs = roundEnds && rows.length > 1 ? Math.min(this.parts.tuning.gatherMs, tookMs) : 0;
    this.restsUntil = performance.now() + restMs;
    // New rows may lie before the place where this read began.
    if (!roundEnds || (this.roundAt !== '' && this.sentInRound > 0)) this.wanted = true;
    this.roundAt = roundEnds ? '' : (rows.at(-1)?.aggregateId ?? '');
    if (roundEnds) this.sentInRound = 0;
  }

  private take(row: OutboxRow): void {
    if (this.busy.has(row.aggregateId)) {
      this.heldBack = true;
      return;
    }
    this.busy.set(row.aggregateId, row.id);
    this.sentInRound += 1;
    this.publishing += 1;
    this.publish(row, 1, startPublishSpan(row));
  }

  /** Retries until the broker has stored the event, so an outage of any length is bridged. */
  private publish(row: OutboxRow, attempt: number, span: Span | undefined): void {
    const { publisher, session, tuning } = this.parts;
    // After a freeze another relay may hold the lock.
    if (!session.isHeld()) return void this.tryAgain(row, attempt, span, new RelaySessionLostError());
    const headers = publishedHeaders(row, span);
    const options = { messageId: row.id, headers, timeoutMs: tuning.publishTimeoutMs };
    publisher.publish(row.subject, row.payload, options).then(
      ({ sequence }) => {
        if (this.acked.length === 0) this.markAt = performance.now() + tuning.markWithinMs;
        this.acked.push({ id: row.id, aggregateId: row.aggregateId, streamSequence: sequence });
        endSpan(span);
        this.ended(row);
      },
      (error: unknown) => void this.tryAgain(row, attempt, span, error),
    );
  }

  private async tryAgain(
    row: OutboxRow,
    attempt: number,
    span: Span | undefined,
    error: unknown,
  ): Promise<void> {
    const { aggregateId, version } = row;
    const { firstRetryMs, mostRetryMs } = this.parts.tuning;
    this.retrying.add(aggregateId);
    this.parts.events.emit('failed', { aggregateId, version, attempt, error });
    span?.addEvent('attempt failed', { attempt });
    const ms = backOffMs(attempt, { firstMs: firstRetryMs, mostMs: mostRetryMs });
    await pause(ms, this.ending.signal);
    if (!this.ending.signal.aborted) return this.publish(row, attempt + 1, span);
    endSpan(span, 'left to another relay');
    this.ended(row);
  }

  private ended({ aggregateId }: OutboxRow): void {
    this.publishing -= 1;
    this.retrying.delete(aggregateId);
    this.wakeUp.call();
    if (this.publishing === 0) this.nonePublishing();
  }

  /** Stops all retries. Resolves when every publish in flight has succeeded or failed. */
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

  private async reportBacklog(): Promise<void> {
    if (performance.now() - this.lastBacklogAt < this.parts.tuning.backlogIntervalMs) return;
    this.lastBacklogAt = performance.now();
    this.parts.events.emit('backlog', { oldestAgeMs: await this.parts.session.oldestAgeMs() });
  }
}
