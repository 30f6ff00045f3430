import { connect } from 'node:net';
import { HOST } from './port-block';

const LOOK_WITHIN_MS = 1_000;

/** Connects once, sends `greeting` if given, and checks the server's first data with `isRight`. False after 1 s. */
export function firstAnswer(
  port: number,
  isRight: (text: string) => boolean,
  greeting?: string,
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
    socket.once('data', (data) => answer(isRight(data.toString('utf8'))));
    for (const event of ['error', 'timeout', 'close']) socket.once(event, () => answer(false));
  });
}
