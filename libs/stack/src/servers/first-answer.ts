import { connect } from 'node:net';
import { connect as connectEncrypted, type SecureContextOptions } from 'node:tls';
import { HOST } from './port-block';

const LOOK_WITHIN_MS = 1_000;

/**
 * Connects once, sends `greeting` if given, and checks the server's first data with `isRight`. False after 1 s.
 * @param options.tls ends the connection only once it is encrypted, which a server otherwise reports as an error
 */
export function firstAnswer(
  port: number,
  isRight: (text: string) => boolean,
  { greeting, tls }: { greeting?: string; tls?: SecureContextOptions } = {},
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(
      { port, host: HOST, timeout: LOOK_WITHIN_MS },
      () => greeting && socket.write(greeting),
    );
    const answer = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.once('data', (data) => {
      const right = isRight(data.toString('utf8'));
      if (!tls || !right) return answer(right);
      const encrypted = connectEncrypted({ socket, ...tls }, () => {
        encrypted.end();
        resolve(true);
      }).once('error', () => answer(false));
    });
    for (const event of ['error', 'timeout', 'close']) socket.once(event, () => answer(false));
  });
}
