import { headers, type Msg, type NatsConnection, NatsError } from 'nats';
import { AckInbox } from '../connection/ack-inbox';
import { decodeHeaders } from '../messages/message-headers';

export interface NewestMessage {
  readonly data: Uint8Array;
  readonly sequence: number;
  /** It marks that the value of a bucket was deleted, as the makers' tools do it. */
  readonly deleted: boolean;
}

const EXPECTED = 'Nats-Expected-Last-Subject-Sequence';
const ROLLUP = 'Nats-Rollup';
const SEQUENCE = 'Nats-Sequence';
const OPERATION = 'KV-Operation';
const NOT_FOUND = 404;
/** JSStreamWrongLastSequence: somebody else has written meanwhile. */
const WRONG_SEQUENCE = 10071;

/** What is left of a call's time, in ms. */
export type TimeLeft = () => number;

/** Throws when nothing is left. */
export function timeLeftOf(timeoutMs: number): TimeLeft {
  const end = performance.now() + timeoutMs;
  return () => {
    const left = Math.ceil(end - performance.now());
    if (left <= 0) throw new Error('timeout');
    return left;
  };
}

/**
 * The newest message of a subject, which the stream gives without a consumer, whatever else its headers hold.
 * @throws Error when there is no answer within `timeoutMs`, or another one
 */
export async function readNewest(
  inbox: AckInbox,
  stream: string,
  subject: string,
  timeoutMs: number,
): Promise<NewestMessage | undefined> {
  const answer = await new Promise<Msg>((answered, failed) =>
    inbox.send({
      subject: `$JS.API.DIRECT.GET.${stream}.${subject}`,
      data: '',
      deadline: performance.now() + timeoutMs,
      answered,
      failed,
    }),
  );
  const { headers: decoded } = decodeHeaders(answer);
  if (decoded?.code === NOT_FOUND) return undefined;
  const sequence = Number(decoded?.last(SEQUENCE));
  if (!(sequence > 0)) throw new Error(`status ${decoded?.code} ${decoded?.description}`);
  return { data: answer.data, sequence, deleted: decoded?.has(OPERATION) ?? false };
}

/**
 * Stores a message only if the newest of its subject is the one of `sequence`; 0: if there is none.
 * @param replace also removes the older messages of the subject, in the same step
 * @returns false when the newest is another one
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
