import { type LoggerService } from '@nestjs/common';
import { type Metrics } from './metrics.service';

type Listener<Details> = (details: Details) => void;
type CutShort = { durable: string; error: unknown; subject: string; kept: boolean };
type Attempt = { durable: string; error: unknown; attempt: number };

/** The events with which messaging reports consumers of streams. */
export interface ConsumerEventSource {
  on(event: 'batch', listener: Listener<{ durable: string; size: number; tookMs: number }>): unknown;
  on(event: 'lag', listener: Listener<{ durable: string; pending: number; ackPending: number }>): unknown;
  on(
    event: 'dead-lettered',
    listener: Listener<{ durable: string; reason: string; subject: string }>,
  ): unknown;
  on(event: 'held' | 'consumer-error', listener: Listener<Attempt>): unknown;
  on(event: 'too-slow', listener: Listener<{ durable: string; size: number }>): unknown;
  on(event: 'cut-short', listener: Listener<CutShort>): unknown;
}

type Log = Pick<LoggerService, 'warn'>;

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const SIZES = [1, 10, 50, 100, 250, 500, 1_000, 2_000];

/** During an outage, one line per ten attempts is enough. */
const worthALine = (attempt: number): boolean => attempt === 1 || attempt % 10 === 0;
const reasonOf = (error: unknown): string | undefined => (error instanceof Error ? error.message : undefined);

/** Counts and times the messages of each durable, and logs what delays them. */
export function observeConsumers(metrics: Metrics, events: ConsumerEventSource, log: Log): void {
  countBatches(metrics, events);
  countTrouble(metrics, events);
  logTrouble(log, events);
}

function countBatches(metrics: Metrics, events: ConsumerEventSource): void {
  const labelNames = ['durable'] as const;
  const consumed = metrics.counter({
    name: 'messages_consumed_total',
    help: 'Messages handled',
    labelNames,
  });
  const size = metrics.histogram({
    name: 'consumer_batch_size',
    help: 'Messages a batch',
    labelNames,
    buckets: SIZES,
  });
  const duration = metrics.histogram({
    name: 'consumer_batch_duration_seconds',
    help: 'Time to apply a batch',
    labelNames,
    buckets: SECONDS,
  });
  const lag = metrics.gauge({
    name: 'consumer_lag',
    help: 'Messages of the stream that are not delivered yet (waiting) or not acknowledged yet (in-hand); NaN: unknown',
    labelNames: ['durable', 'state'],
  });
  events.on('batch', (batch) => {
    consumed.inc({ durable: batch.durable }, batch.size);
    size.observe({ durable: batch.durable }, batch.size);
    duration.observe({ durable: batch.durable }, batch.tookMs / 1_000);
  });
  events.on('lag', ({ durable, pending, ackPending }) => {
    lag.set({ durable, state: 'waiting' }, pending);
    lag.set({ durable, state: 'in-hand' }, ackPending);
  });
}

function countTrouble(metrics: Metrics, events: ConsumerEventSource): void {
  const labelNames = ['durable'] as const;
  const dead = metrics.counter({
    name: 'messages_dead_lettered_total',
    help: 'Poison put aside',
    labelNames,
  });
  const held = metrics.counter({
    name: 'consumer_holds_total',
    help: 'Times a batch had to wait',
    labelNames,
  });
  const tooSlow = metrics.counter({
    name: 'consumer_batches_too_slow_total',
    help: 'Batches that took longer than they may, and were tried again in smaller parts',
    labelNames,
  });
  const cutShort = metrics.counter({
    name: 'messages_cut_short_total',
    help: 'Tries to put a message into the dead letters that could not keep all of it',
    labelNames,
  });
  events.on('dead-lettered', ({ durable }) => dead.inc({ durable }));
  events.on('too-slow', ({ durable }) => tooSlow.inc({ durable }));
  events.on('cut-short', ({ durable }) => cutShort.inc({ durable }));
  events.on('held', ({ durable }) => held.inc({ durable }));
}

function logTrouble(log: Log, events: ConsumerEventSource): void {
  events.on('dead-lettered', ({ durable, reason, subject }) => {
    log.warn({ msg: 'A message went to the dead letters', durable, reason, subject });
  });
  events.on('too-slow', ({ durable, size }) => {
    log.warn({ msg: 'A batch took too long and is tried again in smaller parts', durable, size });
  });
  events.on('cut-short', ({ durable, error, subject, kept }) => {
    const msg = kept
      ? 'Not all of a message could be kept in the dead letters'
      : 'A message cannot be put into the dead letters, and comes again later';
    log.warn({ msg, durable, subject, reason: reasonOf(error) });
  });
  events.on('held', ({ durable, error, attempt }) => {
    if (!worthALine(attempt)) return;
    log.warn({ msg: 'A batch is held and tried again', durable, attempt, reason: reasonOf(error) });
  });
  events.on('consumer-error', ({ durable, error, attempt }) => {
    if (!worthALine(attempt)) return;
    log.warn({ msg: 'A consumer cannot be read now', durable, attempt, reason: reasonOf(error) });
  });
}
