import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { BrokerLogin } from '../../running-system/broker';

const ANSWER_WITHIN_MS = 10_000;
const CONNECT_WITHIN_MS = 10_000;
const REFUSED_WITHIN_MS = 5_000;
const IN_FLIGHT = 500;

/** The bytes of a message on the wire. */
export interface WireMessage {
  readonly subject: Buffer;
  /** The whole header block, normally with its first line and an empty line at its end. */
  readonly headers?: Buffer;
  readonly payload: Buffer;
}

/** Where the stream has stored a message, or why the broker refused it. */
interface Stored {
  readonly stream?: string;
  readonly seq?: number;
  readonly refusal?: string;
}

interface PubAck {
  readonly stream?: string;
  readonly seq?: number;
  readonly error?: { readonly description?: string };
}

/**
 * A client of the broker that sends arbitrary bytes, which client libraries refuse to send. Publishes to JetStream and
 * waits for the acknowledgement of each message.
 */
export class NatsWire {
  private received: Buffer = Buffer.alloc(0);
  private readonly waiting = new Map<string, (stored: Stored) => void>();
  private last = 0;
  private refusals: string[] = [];
  private closed = false;
  private changed: () => void = () => undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly inbox: string,
  ) {
    socket.on('data', (data) => this.receive(data));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      for (const answered of this.waiting.values()) answered({ refusal: this.refusals[0] ?? 'closed' });
      this.waiting.clear();
      this.changed();
    });
  }

  static async open({ url, user, password }: BrokerLogin): Promise<NatsWire> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), timeout: CONNECT_WITHIN_MS });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
      socket.once('timeout', () => socket.destroy(new Error('no connection in time')));
    });
    socket.setTimeout(0);
    // Other connections of the same login must not receive these answers.
    const inbox = `_INBOX_${user}.${randomUUID()}`;
    const wire = new NatsWire(socket, inbox);
    const options = { verbose: false, pedantic: false, headers: true, no_responders: true };
    const login = { ...options, user, pass: password, lang: 'wire', version: '0', protocol: 1 };
    wire.send(Buffer.from(`CONNECT ${JSON.stringify(login)}\r\nSUB ${inbox}.* 1\r\nPING\r\n`));
    return wire;
  }

  private send(bytes: Buffer): void {
    if (!this.closed) this.socket.write(bytes);
  }

  /** Publishes with at most 500 messages in flight. Results are in the order of the messages. */
  async publishAll(messages: readonly WireMessage[]): Promise<Stored[]> {
    const stored: Stored[] = [];
    for (let from = 0; from < messages.length; from += IN_FLIGHT) {
      const chunk = messages.slice(from, from + IN_FLIGHT);
      stored.push(...(await Promise.all(chunk.map((message) => this.publish(message)))));
    }
    return stored;
  }

  private publish({ subject, headers, payload }: WireMessage): Promise<Stored> {
    const number = String((this.last += 1));
    const reply = `${this.inbox}.${number}`;
    const sizes = headers ? `${headers.length} ${headers.length + payload.length}` : `${payload.length}`;
    const answer = new Promise<Stored>((resolve) => {
      const answered = (stored: Stored): void => {
        clearTimeout(timer);
        resolve(stored);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(number);
        answered({ refusal: `no answer in time; ${this.refusals.at(-1) ?? 'and no complaint'}` });
      }, ANSWER_WITHIN_MS);
      this.waiting.set(number, answered);
    });
    const parts = [
      Buffer.from(headers ? 'HPUB ' : 'PUB '),
      subject,
      Buffer.from(` ${reply} ${sizes}\r\n`),
      ...(headers ? [headers] : []),
      payload,
      Buffer.from('\r\n'),
    ];
    this.send(Buffer.concat(parts));
    return answer;
  }

  /** Sends an invalid operation, and returns the broker's error; undefined when there was none in time. */
  async refusalOf(bytes: Buffer): Promise<string | undefined> {
    this.send(bytes);
    const deadline = performance.now() + REFUSED_WITHIN_MS;
    while (this.refusals.length === 0 && !this.closed && performance.now() < deadline) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, deadline - performance.now()));
        this.changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.refusals[0] ?? (this.closed ? 'closed' : undefined);
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(data: Buffer): void {
    this.received = this.received.length === 0 ? data : Buffer.concat([this.received, data]);
    for (let taken = this.takeOne(); taken > 0; taken = this.takeOne())
      this.received = this.received.subarray(taken);
  }

  /** Handles the next operation and returns its length in bytes; 0 while it is incomplete. */
  private takeOne(): number {
    const lineEnd = this.received.indexOf('\r\n');
    if (lineEnd < 0) return 0;
    const [operation = '', ...args] = this.received.subarray(0, lineEnd).toString('latin1').split(' ');
    if (operation === 'MSG' || operation === 'HMSG') {
      const size = Number(args.at(-1));
      const headerSize = operation === 'HMSG' ? Number(args.at(-2)) : 0;
      const end = lineEnd + 2 + size + 2;
      if (this.received.length < end) return 0;
      const body = this.received.subarray(lineEnd + 2, end - 2);
      this.answered(args[0] ?? '', body.subarray(0, headerSize), body.subarray(headerSize));
      return end;
    }
    if (operation === 'PING') this.send(Buffer.from('PONG\r\n'));
    if (operation === '-ERR') {
      this.refusals.push(args.join(' '));
      this.changed();
    }
    return lineEnd + 2;
  }

  private answered(subject: string, headers: Buffer, payload: Buffer): void {
    const number = subject.slice(this.inbox.length + 1);
    const answered = this.waiting.get(number);
    this.waiting.delete(number);
    if (payload.length === 0) return answered?.({ refusal: headers.toString('latin1').split('\r\n', 1)[0] });
    const { stream, seq, error } = JSON.parse(payload.toString('utf8')) as PubAck;
    answered?.(error ? { refusal: error.description ?? 'refused' } : { stream, seq });
  }
}
