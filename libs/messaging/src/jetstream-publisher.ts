import {
  ErrorCode,
  headers as newHeaders,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  NatsError,
  nuid as nuids,
} from 'nats';
import { Broker } from './connection/broker';
import { BrokerUnavailableError, PublishError, PublishRefusal } from './connection/broker.errors';

const DEFAULT_TIMEOUT_MS = 5_000;
const MESSAGE_ID = 'Nats-Msg-Id';

export interface PublishOptions {
  /**
   * Within the stream's duplicate window a second message of the same id is not stored, as long as the stream holds the
   * first. Publishing it then needs the right to `$JS.API.STREAM.MSG.GET.<stream>`.
   */
  readonly messageId?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Time for everything, waiting for a connection included; 5,000 ms if not given. */
  readonly timeoutMs?: number;
}

export interface PublishAck {
  readonly stream: string;
  readonly sequence: number;
  /** Nothing was stored: the stream holds a message of this id, at `sequence`. */
  readonly duplicate: boolean;
}

/** Publishes into streams; resolves when the stream holds the message: an answer of `duplicate` is looked into. */
export class JetStreamPublisher {
  constructor(private readonly broker: Broker) {}

  /**
   * Nothing is sent while there is no connection: it is waited for, within the deadline.
   * Any number of calls may be under way; who needs an order awaits one before the next.
   * @throws BrokerUnavailableError when there was no answer in time: stored or not, the message id tells
   * @throws PublishError when the message was refused
   */
  publish(subject: string, data: Uint8Array | string, options: PublishOptions = {}): Promise<PublishAck> {
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const deadline = performance.now() + timeoutMs;
    const nats = this.broker.connection();
    if (nats) return this.send(nats, { subject, data, options, deadline });
    return this.broker
      .whenConnected(timeoutMs)
      .then((connected) => this.send(connected, { subject, data, options, deadline }));
  }

  /** One promise for a message, and no more: a relay makes thousands of them a second. */
  private send(nats: NatsConnection, { subject, data, options, deadline }: Outgoing): Promise<PublishAck> {
    return new Promise((resolve, reject) => {
      const failed = (error: unknown) => reject(asPublishFailure(subject, error));
      const answered = (answer: Msg) => {
        try {
          const ack = ackOf(subject, answer);
          resolve(ack.duplicate ? this.heldOrAgain(nats, { subject, data, options, deadline }, ack) : ack);
        } catch (error) {
          reject(asPublishFailure(subject, error));
        }
      };
      this.broker
        .inboxOn(nats)
        .send({ subject, data, headers: toHeaders(options), deadline, answered, failed });
    });
  }

  /**
   * The broker remembers message ids longer than messages: after a purge it calls a duplicate what it no longer holds.
   * That is stored again under another id, since this one would be refused for the rest of the window.
   */
  private async heldOrAgain(nats: NatsConnection, outgoing: Outgoing, ack: PublishAck): Promise<PublishAck> {
    const messageId = outgoing.options.messageId ?? '';
    if (await this.holds(nats, ack, { messageId, deadline: outgoing.deadline })) return ack;
    const options = { ...outgoing.options, messageId: `${messageId}:${nuids.next()}` };
    return this.send(nats, { ...outgoing, options });
  }

  /** Whether the stream has a message of this id where the acknowledgement says. Asks the stream's leader. */
  private holds(
    nats: NatsConnection,
    { stream, sequence }: PublishAck,
    { messageId, deadline }: { messageId: string; deadline: number },
  ): Promise<boolean> {
    const subject = `$JS.API.STREAM.MSG.GET.${stream}`;
    return new Promise((resolve, reject) => {
      const failed = (error: unknown) => reject(asPublishFailure(subject, error));
      const answered = (answer: Msg) => {
        try {
          resolve(isMessageOf(messageId, subject, answer));
        } catch (error) {
          failed(error);
        }
      };
      this.broker.inboxOn(nats).send({
        subject,
        data: JSON.stringify({ seq: sequence }),
        deadline,
        answered,
        failed,
      });
    });
  }
}

interface Outgoing {
  readonly subject: string;
  readonly data: Uint8Array | string;
  readonly options: PublishOptions;
  readonly deadline: number;
}

function toHeaders({ headers: given, messageId }: PublishOptions): MsgHdrs | undefined {
  if (!given && !messageId) return undefined;
  const headers = newHeaders();
  for (const [name, values] of Object.entries(given ?? {})) {
    if (typeof values === 'string') headers.append(name, values);
    else for (const value of values) headers.append(name, value);
  }
  if (messageId) headers.set(MESSAGE_ID, messageId);
  return headers;
}

/** What a stream answers to a message. */
interface StreamAnswer {
  readonly stream?: string;
  readonly seq?: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly code: number; readonly err_code?: number; readonly description: string };
}

/** @throws PublishError, BrokerUnavailableError when the stream said no; another Error for what is no answer of one */
function ackOf(subject: string, answer: Msg): PublishAck {
  const { stream, seq, duplicate = false, error } = answer.json<StreamAnswer>();
  if (error) throw asRefusal(subject, error);
  if (!stream || seq === undefined) throw new Error('the answer is no acknowledgement of a stream');
  return { stream, sequence: seq, duplicate };
}

/** What a stream answers when it is asked for a message: its headers are in base64. */
interface MessageAnswer {
  readonly message?: { readonly hdrs?: string };
  readonly error?: NonNullable<StreamAnswer['error']>;
}

const NOT_FOUND = 404;

/** @throws PublishError, BrokerUnavailableError when the stream does not say */
function isMessageOf(messageId: string, subject: string, answer: Msg): boolean {
  const { message, error } = answer.json<MessageAnswer>();
  if (error?.code === NOT_FOUND) return false;
  if (error) throw asRefusal(subject, error);
  const lines = Buffer.from(message?.hdrs ?? '', 'base64')
    .toString()
    .split('\r\n');
  return lines.some((line) => line === `${MESSAGE_ID}: ${messageId}`);
}

const NO_RESPONDERS: string = ErrorCode.NoResponders;

/** JSStreamStoreFailed: the answer of `discard: new` at the limit ("maximum bytes exceeded"). */
const STREAM_FULL = 10077;

const REFUSALS: Readonly<Record<string, PublishRefusal>> = {
  [ErrorCode.MaxPayloadExceeded]: 'too-large',
  [ErrorCode.PermissionsViolation]: 'not-allowed',
  [ErrorCode.BadSubject]: 'invalid',
  [ErrorCode.BadHeader]: 'invalid',
  [ErrorCode.BadPayload]: 'invalid',
};

/** JSStreamMessageExceedsMaximum, JSStreamHeaderExceedsMaximum: of the stream, beside the server's `max_payload`. */
const TOO_LARGE: readonly (number | undefined)[] = [10054, 10097];

function asRefusal(subject: string, error: NonNullable<StreamAnswer['error']>): Error {
  const message = `publishing to ${subject}: ${error.description}`;
  if (TOO_LARGE.includes(error.err_code)) return new PublishError('too-large', message, { cause: error });
  // Its 5xx otherwise mean "not now": no leader, storage away.
  return error.code < 500 || error.err_code === STREAM_FULL
    ? new PublishError('refused-by-stream', message, { cause: error })
    : new BrokerUnavailableError(message, { cause: error });
}

function asPublishFailure(subject: string, cause: unknown): Error {
  if (cause instanceof PublishError || cause instanceof BrokerUnavailableError) return cause;
  if (!(cause instanceof NatsError)) return new BrokerUnavailableError(textOf(subject, cause), { cause });
  if (cause.code === NO_RESPONDERS) {
    return new BrokerUnavailableError(`publishing to ${subject}: no stream takes it`, { cause });
  }
  const refusal = REFUSALS[cause.code];
  return refusal
    ? new PublishError(refusal, textOf(subject, cause), { cause })
    : new BrokerUnavailableError(textOf(subject, cause), { cause });
}

function textOf(subject: string, cause: unknown): string {
  return `publishing to ${subject}: ${cause instanceof Error ? cause.message : String(cause)}`;
}
