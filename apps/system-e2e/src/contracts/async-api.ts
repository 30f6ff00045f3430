import { committedDocument } from '@ride-hailing/testing';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

interface MessageObject {
  readonly contentType: string;
  readonly headers?: object;
  readonly payload: object;
}

interface Document {
  readonly channels: Readonly<
    Record<
      string,
      {
        readonly address: string;
        readonly parameters: Readonly<Record<string, { enum?: string[]; 'x-several-tokens'?: true }>>;
        readonly messages: Readonly<Record<string, unknown>>;
      }
    >
  >;
  readonly components: { readonly messages: Readonly<Record<string, MessageObject>> };
}

interface DocumentedChannel {
  readonly name: string;
  readonly subject: RegExp;
  readonly contentType: string;
  readonly headers: ValidateFunction;
  readonly payload: ValidateFunction;
}

/** A message as it was sent over the broker. */
export interface SentMessage {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: Uint8Array;
}

const NO_PARAMETER = {};
const escaped = (text: string): string => text.replace(/[$.()|[\]\\^*+?]/g, '\\$&');

/** Checks messages against the committed AsyncAPI document. */
export class AsyncApi {
  private readonly channels: readonly DocumentedChannel[];

  constructor(document = committedDocument('asyncapi.json') as Document) {
    const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
    this.channels = Object.entries(document.channels).map(([name, { address, parameters, messages }]) => {
      const message = document.components.messages[Object.keys(messages)[0] ?? ''];
      if (!message) throw new Error(`channel ${name} has no message`);
      const subject = address
        .split(/\{(\w+)\}/)
        .map((part, at) => (at % 2 === 0 ? escaped(part) : patternOf(parameters[part] ?? NO_PARAMETER)));
      return {
        name,
        subject: new RegExp(`^${subject.join('')}$`),
        contentType: message.contentType,
        headers: ajv.compile(message.headers ?? {}),
        payload: ajv.compile(message.payload),
      };
    });
  }

  get channelNames(): string[] {
    return this.channels.map(({ name }) => name);
  }

  /** The channel and the faults of a message; no channel when the document has none for its subject. */
  check({ subject, headers, data }: SentMessage): { channel?: string; faults: string[] } {
    const channel = this.channels.find((one) => one.subject.test(subject));
    if (!channel) return { faults: [`${subject}: no channel of the document has this subject`] };
    const parts: [string, ValidateFunction, () => unknown][] = [['headers', channel.headers, () => headers]];
    if (channel.contentType === 'application/json')
      parts.push([
        'payload',
        channel.payload,
        () => JSON.parse(Buffer.from(data).toString('utf8')) as unknown,
      ]);
    const faults = parts.flatMap(([part, validate, read]) =>
      faultsOf(validate, read).map((why) => `${subject}: ${part}${why}`),
    );
    return { channel: channel.name, faults };
  }
}

const patternOf = (parameter: { enum?: string[]; 'x-several-tokens'?: true }): string =>
  parameter.enum
    ? `(?:${parameter.enum.map(escaped).join('|')})`
    : parameter['x-several-tokens']
      ? '.+'
      : '[^.]+';

function faultsOf(validate: ValidateFunction, read: () => unknown): string[] {
  try {
    if (validate(read())) return [];
  } catch (error) {
    return [`: ${(error as Error).message}`];
  }
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath}: ${message}`);
}
