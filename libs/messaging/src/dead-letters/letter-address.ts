import { createHash } from 'node:crypto';
import { Durable } from '../connection/broker.config';
import { JetStreamMessage } from '../messages/jetstream-message';

/** Subjects that can be appended to another one. */
const PLAIN_SUBJECT = /^[\w$=-]+(?:\.[\w$=-]+)*$/;
/** The broker closes the connection for a subject that is too long. */
const LONGEST_SUBJECT = 256;

/**
 * The letter's subject: `dead-letters.<service>.<durable>.<subject of the message>`, so that a stream of letters can
 * limit how many it keeps of each sender. A subject that cannot be appended is replaced by its digest.
 */
export function letterSubject(service: string, { durable }: Durable, { subject }: JetStreamMessage): string {
  const isPlain = subject.length <= LONGEST_SUBJECT && PLAIN_SUBJECT.test(subject);
  const sender = isPlain ? subject : createHash('sha256').update(subject).digest('hex');
  return `dead-letters.${service}.${durable}.${sender}`;
}

/**
 * The letter's message id: the same for each delivery of a message to a durable. A message of the same sequence in a
 * recreated stream has another id, since it was stored at another time.
 */
export function letterId({ stream, durable }: Durable, message: JetStreamMessage): string {
  return `${stream}:${message.streamSequence}:${message.storedAtMs}:${durable}`;
}
