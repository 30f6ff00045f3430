import { once } from 'node:events';
import { connect } from 'node:net';

const WITHIN_MS = 10_000;

/** A message as sent over the wire. */
export interface RawMessage {
  readonly subject: string;
  /** The whole block from `NATS/1.0` to the empty line; without one the message has no headers. */
  readonly headers?: string | Uint8Array;
  readonly data: string | Uint8Array;
}

/** A block of header lines with any content. */
export const rawHeaders = (...lines: string[]): string =>
  `NATS/1.0\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;

/**
 * Publishes messages that a client library refuses to send, by speaking the broker's protocol without checking headers.
 * Resolves when the broker has read them all.
 * @throws Error with the broker's answer when it refuses one, or when it is silent for 10 s
 */
export async function sendRaw(
  { url, user, password }: { url: string; user: string; password: string },
  messages: readonly RawMessage[],
): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), timeout: WITHIN_MS });
  try {
    await once(socket, 'connect');
    let answers = '';
    const done = new Promise<void>((resolve, reject) => {
      socket.on('data', (chunk) => {
        answers += chunk.toString('latin1');
        if (answers.includes('-ERR')) reject(new Error(answers.slice(answers.indexOf('-ERR'))));
        if (answers.includes('PONG')) resolve();
      });
      socket.on('timeout', () => reject(new Error('the broker is silent')));
      socket.on('error', reject);
    });
    const login = { verbose: false, headers: true, user, pass: password };
    socket.write(`CONNECT ${JSON.stringify(login)}\r\n`);
    for (const message of messages) socket.write(encoded(message));
    socket.write('PING\r\n');
    await done;
  } finally {
    socket.destroy();
  }
}

function encoded({ subject, headers, data }: RawMessage): Buffer {
  const payload = Buffer.from(data);
  if (headers === undefined) {
    return Buffer.concat([Buffer.from(`PUB ${subject} ${payload.length}\r\n`), payload, Buffer.from('\r\n')]);
  }
  const block = Buffer.from(headers);
  const sizes = `${block.length} ${block.length + payload.length}`;
  return Buffer.concat([Buffer.from(`HPUB ${subject} ${sizes}\r\n`), block, payload, Buffer.from('\r\n')]);
}
