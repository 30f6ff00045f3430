import {
  ErrorCode,
  type Msg,
  type MsgHdrs,
  MsgHdrsImpl,
  type NatsConnection,
  NatsError,
  nuid as nuids,
} from 'nats';
import { Broker } from './connection/broker';
import { BrokerUnavailableError, PublishError, PublishRefusal } from './connection/broker.errors';
import { messageOf } from './messages/failure';

const DEFAULT_TIMEOUT_MS = 5_000;
const MESSAGE_ID = 'Nats-Msg-Id';

export interface PublishOptions {
  /**
   * Within the stream's duplicate window a second message with the same id is not stored, as long as the stream holds
   * the first. Publishing it needs the right to `$JS.API.STREAM.MSG.GET.<stream>`.
   */
  readonly messageId?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Deadline, ms, including the wait for a connection. Default 5,000. */
  readonly timeoutMs?: number;
}

export interface PublishAck {
  readonly stream: string;
  readonly sequence: number;
  /** Nothing was stored: the stream already holds a message with this id, at `sequence`. */
  readonly duplicate: boolean;
}

/** Publishes into streams, and resolves when the stream holds the message; verifies an answer of `duplicate`. */
export class JetStreamPublisher {
  constructor(private readonly broker: Broker) {}

  /**
   * Waits for a connection, within the deadline, before it sends anything. Any number of calls may be in flight; a
   * caller that needs an order awaits each before the next.
   * @throws BrokerUnavailableError when there was no answer in time; a retry with the same message id is safe
   * @throws PublishError when the broker refused the message
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

  /** Makes one promise for each message, and no more: a relay sends thousands of messages a second. */
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
      try {
        const headers = toHeaders(options);
        this.broker.inboxOn(nats).send({ subject, data, headers, deadline, answered, failed });
      } catch (error) {
        failed(error);
      }
    });
  }

  /**
   * The broker remembers message ids longer than messages: after a purge it reports a duplicate of a message that it no
   * longer holds. That message is stored again under another id, since this one is refused for the rest of the window.
   */
  private async heldOrAgain(nats: NatsConnection, outgoing: Outgoing, ack: PublishAck): Promise<PublishAck> {
    const messageId = outgoing.options.messageId ?? '';
    if (await this.holds(nats, ack, { messageId, deadline: outgoing.deadline })) return ack;
    const options = { ...outgoing.options, messageId: `${messageId}:${nuids.next()}` };
    return this.send(nats, { ...outgoing, options });
  }

  /** Whether the stream holds a message with this id where the ack says. Asks the stream's leader. */
  private async holds(
    nats: NatsConnection,
    { stream, sequence }: PublishAck,
    { messageId, deadline }: { messageId: string; deadline: number },
  ): Promise<boolean> {
    const subject = `$JS.API.STREAM.MSG.GET.${stream}`;
    try {
      const request = JSON.stringify({ seq: sequence });
      return isMessageOf(messageId, subject, await this.broker.inboxOn(nats).ask(subject, request, deadline));
    } catch (error) {
      throw asPublishFailure(subject, error);
    }
  }
}

interface Outgoing {
  readonly subject: string;
  readonly data: Uint8Array | string;
  readonly options: PublishOptions;
  readonly deadline: number;
}

/** What the client's own check of a name allows. */
const HEADER_NAME = /^[!-9;-~]*$/;
const LINE_END = /[\r\n]/;

/**
 * Built at once: the client's `append` searches all names again for each header, which took a tenth of a relay's time.
 * @throws NatsError for a name or a value that would break the lines of headers
 */
function toHeaders({ headers: given = {}, messageId }: PublishOptions): MsgHdrs | undefined {
  const record: Record<string, string[]> = {};
  for (const name in given) {
    const values = given[name] ?? [];
    record[name] = typeof values === 'string' ? [values.trim()] : values.map((value) => value.trim());
  }
  if (messageId) record[MESSAGE_ID] = [messageId];
  let isAny = false;
  for (const name in record) {
    isAny = true;
    if (!HEADER_NAME.test(name) || record[name]?.some((value) => LINE_END.test(value)))
      throw NatsError.errorForCode(ErrorCode.BadHeader);
  }
  return isAny ? MsgHdrsImpl.fromRecord(record) : undefined;
}

/** A stream's answer to a message. */
interface StreamAnswer {
  readonly stream?: string;
  readonly seq?: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly code: number; readonly err_code?: number; readonly description: string };
}

/** @throws PublishError, BrokerUnavailableError when the stream refused; another Error when no stream answered */
function ackOf(subject: string, answer: Msg): PublishAck {
  const { stream, seq, duplicate = false, error } = answer.json<StreamAnswer>();
  if (error) throw asRefusal(subject, error);
  if (!stream || seq === undefined) throw new Error('the answer is no acknowledgement of a stream');
  return { stream, sequence: seq, duplicate };
}

/** A stream's answer to a request for a message; the headers are base64. */
interface MessageAnswer {
  readonly message?: { readonly hdrs?: string };
  readonly error?: NonNullable<StreamAnswer['error']>;
}

const NOT_FOUND = 404;

/** @throws PublishError, BrokerUnavailableError when the stream gives no answer */
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

/** JSStreamStoreFailed: a stream with `discard: new` is full ("maximum bytes exceeded"). */
const STREAM_FULL = 10077;

const REFUSALS: Readonly<Record<string, PublishRefusal>> = {
  [ErrorCode.MaxPayloadExceeded]: 'too-large',
  [ErrorCode.PermissionsViolation]: 'not-allowed',
  [ErrorCode.BadSubject]: 'invalid',
  [ErrorCode.BadHeader]: 'invalid',
  [ErrorCode.BadPayload]: 'invalid',
};

/** JSStreamMessageExceedsMaximum, JSStreamHeaderExceedsMaximum: the stream's limits, beside the server's `max_payload`. */
const TOO_LARGE: readonly (number | undefined)[] = [10054, 10097];

function asRefusal(subject: string, error: NonNullable<StreamAnswer['error']>): Error {
  const message = `publishing to ${subject}: ${error.description}`;
  if (TOO_LARGE.includes(error.err_code)) return new PublishError('too-large', message, { cause: error });
  // Other 5xx errors are transient failures, such as a missing leader.
  return error.code < 500 || error.err_code === STREAM_FULL
    ? new PublishError('refused-by-stream', message, { cause: error })
    : new BrokerUnavailableError(message, { cause: error });
}

function asPublishFailure(subject: string, cause: unknown): Error {
  if (cause instanceof PublishError || cause instanceof BrokerUnavailableError) return cause;
  const code: string | undefined = cause instanceof NatsError ? cause.code : undefined;
  if (code === NO_RESPONDERS) {
    return new BrokerUnavailableError(`publishing to ${subject}: no stream takes it`, { cause });
  }
  const refusal = code === undefined ? undefined : REFUSALS[code];
  const message = `publishing to ${subject}: ${messageOf(cause)}`;
  return refusal
    ? new PublishError(refusal, message, { cause })
    : new BrokerUnavailableError(message, { cause });
}
