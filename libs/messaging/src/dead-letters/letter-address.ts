import { createHash } from 'node:crypto';
import { JetStreamMessage } from '../messages/jetstream-message';

interface Consumer {
  readonly stream: string;
  readonly durable: string;
}

/** A subject that can stand at the end of another one: the broker closes the connection for one that is too long. */
const PLAIN_SUBJECT = /^[\w$=-]+(?:\.[\w$=-]+)*$/;
const LONGEST_SUBJECT = 256;

/**
 * Where a letter goes: `dead-letters.<service>.<durable>.<subject of the message>`. So a stream of letters can bound how
 * many it keeps of each sender. A strange subject is replaced by its digest.
 */
export function letterSubject(service: string, { durable }: Consumer, { subject }: JetStreamMessage): string {
  const isPlain = subject.length <= LONGEST_SUBJECT && PLAIN_SUBJECT.test(subject);
  const sender = isPlain ? subject : createHash('sha256').update(subject).digest('hex');
  return `dead-letters.${service}.${durable}.${sender}`;
}

/**
 * The letter's message id: the same for each delivery of one message to one durable, and another one for a message of
 * the same sequence in a stream that was made anew, since that was stored at another time.
 */
export function letterId({ stream, durable }: Consumer, message: JetStreamMessage): string {
  return `${stream}:${message.streamSequence}:${message.storedAtMs}:${durable}`;
}
