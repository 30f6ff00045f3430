import { ErrorCode, headers as newHeaders, MsgHdrs, NatsError } from 'nats';
import { Broker } from './broker';
import { BrokerUnavailableError, PublishError, PublishRefusal } from './broker.errors';

const DEFAULT_TIMEOUT_MS = 5_000;

export interface PublishOptions {
  /** Within the stream's duplicate window a second message of the same id is not stored. */
  readonly messageId?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Time for everything, waiting for a connection included; 5,000 ms if not given. */
  readonly timeoutMs?: number;
}

export interface PublishAck {
  readonly stream: string;
  readonly sequence: number;
  /** The message id was known already, and nothing was stored. */
  readonly duplicate: boolean;
}

/** Publishes into streams; resolves when the broker has stored the message. */
export class JetStreamPublisher {
  constructor(private readonly broker: Broker) {}

  /**
   * Nothing is sent while there is no connection: it is waited for, within the deadline.
   * Any number of calls may be under way; who needs an order awaits one before the next.
   * @throws BrokerUnavailableError when there was no answer in time: stored or not, the message id tells
   * @throws PublishError when the message was refused
   */
  async publish(
    subject: string,
    data: Uint8Array | string,
    options: PublishOptions = {},
  ): Promise<PublishAck> {
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const deadline = Date.now() + timeoutMs;
    const nats = this.broker.connection() ?? (await this.broker.whenConnected(timeoutMs));
    try {
      const ack = await nats.jetstream().publish(subject, data, {
        msgID: options.messageId,
        headers: toHeaders(options.headers),
        timeout: Math.max(1, deadline - Date.now()),
      });
      return { stream: ack.stream, sequence: ack.seq, duplicate: ack.duplicate };
    } catch (error) {
      throw asPublishFailure(subject, error);
    }
  }
}

function toHeaders(given: PublishOptions['headers']): MsgHdrs | undefined {
  if (!given) return undefined;
  const headers = newHeaders();
  for (const [name, values] of Object.entries(given)) {
    for (const value of typeof values === 'string' ? [values] : values) headers.append(name, value);
  }
  return headers;
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

function asPublishFailure(subject: string, cause: unknown): Error {
  if (!(cause instanceof NatsError)) return new BrokerUnavailableError(textOf(subject, cause), { cause });
  const answer = cause.jsError();
  if (answer) {
    // Its 5xx otherwise mean "not now": no leader, storage away.
    const errorCode: number | undefined = answer.err_code;
    const message = `publishing to ${subject}: ${answer.description}`;
    return answer.code < 500 || errorCode === STREAM_FULL
      ? new PublishError('refused-by-stream', message, { cause })
      : new BrokerUnavailableError(message, { cause });
  }
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
