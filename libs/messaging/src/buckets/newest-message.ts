import { headers, type NatsConnection, NatsError } from 'nats';
import { AckInbox } from '../connection/ack-inbox';
import { Broker } from '../connection/broker';
import { BrokerUnavailableError } from '../connection/broker.errors';
import { messageOf } from '../messages/failure';
import { decodeHeaders } from '../messages/message-headers';

export interface NewestMessage {
  readonly data: Uint8Array;
  readonly sequence: number;
  /** True for the marker that NATS's own tools write when they delete a value. */
  readonly deleted: boolean;
}

const EXPECTED = 'Nats-Expected-Last-Subject-Sequence';
const ROLLUP = 'Nats-Rollup';
const SEQUENCE = 'Nats-Sequence';
const OPERATION = 'KV-Operation';
const NOT_FOUND = 404;
/** A header's line that only a marker has. */
const MARKER = new RegExp(`^${OPERATION}:`, 'm');
/** JSStreamWrongLastSequence: another writer was faster. */
const WRONG_SEQUENCE = 10071;

/** What is left of a call's time, ms. @throws Error when nothing is left */
export type TimeLeft = () => number;

/**
 * Does one call of a bucket on the current connection, within `timeoutMs`.
 * @throws BrokerUnavailableError when there is no connection, or for what `work` throws
 */
export async function onBucket<T>(
  broker: Broker,
  { bucket, what, timeoutMs }: { bucket: string; what: 'reading' | 'writing'; timeoutMs: number },
  work: (nats: NatsConnection, left: TimeLeft) => Promise<T>,
): Promise<T> {
  const nats = broker.connection();
  if (!nats) throw new BrokerUnavailableError(`bucket ${bucket}: not connected`);
  const end = performance.now() + timeoutMs;
  const left = () => {
    const leftMs = Math.ceil(end - performance.now());
    if (leftMs <= 0) throw new Error('timeout');
    return leftMs;
  };
  try {
    return await work(nats, left);
  } catch (cause) {
    throw new BrokerUnavailableError(`bucket ${bucket}: ${what}: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Reads the newest message of a subject, without a consumer, whatever else its headers hold. In a cluster the stream's
 * leader is asked: another server may not have the newest message yet, so that a reader would miss what it wrote, or
 * what was refused since, and a writer would compare with an older value. A server on its own is read directly, which
 * is faster.
 * @throws Error when there is no answer within `timeoutMs`, or one that is not a message
 */
export function readNewest(
  inbox: AckInbox,
  stream: string,
  subject: string,
  timeoutMs: number,
): Promise<NewestMessage | undefined> {
  const deadline = performance.now() + timeoutMs;
  const read = inbox.nats.info?.cluster === undefined ? readDirectly : readFromLeader;
  return read(inbox, { stream, subject, deadline });
}

interface Wanted {
  readonly stream: string;
  readonly subject: string;
  /** In terms of `performance.now()`. */
  readonly deadline: number;
}

interface LeaderAnswer {
  readonly message?: { readonly seq: number; readonly data?: string; readonly hdrs?: string };
  readonly error?: { readonly code: number; readonly description: string };
}

async function readFromLeader(inbox: AckInbox, wanted: Wanted): Promise<NewestMessage | undefined> {
  const request = JSON.stringify({ last_by_subj: wanted.subject });
  const answer = await inbox.ask(`$JS.API.STREAM.MSG.GET.${wanted.stream}`, request, wanted.deadline);
  const { message, error } = answer.json<LeaderAnswer>();
  if (error?.code === NOT_FOUND) return undefined;
  if (!message) throw new Error(`status ${error?.code} ${error?.description}`);
  const headerLines = Buffer.from(message.hdrs ?? '', 'base64').toString('latin1');
  return {
    data: Buffer.from(message.data ?? '', 'base64'),
    sequence: message.seq,
    deleted: MARKER.test(headerLines),
  };
}

async function readDirectly(
  inbox: AckInbox,
  { stream, subject, deadline }: Wanted,
): Promise<NewestMessage | undefined> {
  const request = `$JS.API.DIRECT.GET.${stream}.${subject}`;
  const answer = await inbox.ask(request, '', deadline);
  const { headers: decoded } = decodeHeaders(answer);
  if (decoded?.code === NOT_FOUND) return undefined;
  const sequence = Number(decoded?.last(SEQUENCE));
  if (!(sequence > 0)) throw new Error(`status ${decoded?.code} ${decoded?.description}`);
  return { data: answer.data, sequence, deleted: decoded?.has(OPERATION) ?? false };
}

/**
 * Stores a message only if the newest one of its subject has this `sequence`; 0: only if there is none.
 * @param replace also removes the older messages of the subject, in the same step
 * @returns false when the newest message has another sequence
 * @throws Error when there is no answer within `timeoutMs`, or a refusal
 */
export async function writeAfter(
  nats: NatsConnection,
  subject: string,
  data: Uint8Array,
  { sequence, timeoutMs, replace = false }: { sequence: number; timeoutMs: number; replace?: boolean },
): Promise<boolean> {
  const expected = headers();
  expected.set(EXPECTED, String(sequence));
  if (replace) expected.set(ROLLUP, 'sub');
  try {
    await nats.jetstream().publish(subject, data, { headers: expected, timeout: timeoutMs });
    return true;
  } catch (error) {
    if (error instanceof NatsError && error.jsError()?.err_code === WRONG_SEQUENCE) return false;
    throw error;
  }
}
