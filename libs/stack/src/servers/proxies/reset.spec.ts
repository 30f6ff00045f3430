import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { reset } from './reset';

describe('a reset', () => {
  // Two ticks after `end`, Node has asked the system for it and has not heard that it is done.
  it.each([0, 1, 2, 3])(
    'closes the socket without an error %i ticks after its end was sent',
    async (ticks) => {
      const server = createServer((socket) => socket.on('error', () => undefined).resume()).listen(
        0,
        '127.0.0.1',
      );
      await once(server, 'listening');
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      const errors: Error[] = [];
      socket.on('error', (error) => errors.push(error));
      await once(socket, 'connect');
      const later = (left: number): void => {
        if (left === 0) reset(socket);
        else process.nextTick(() => later(left - 1));
      };
      socket.end();
      later(ticks);
      await Promise.race([once(socket, 'close'), delay(5_000)]);
      expect(socket.closed).toBe(true);
      expect(errors).toEqual([]);
      await new Promise((resolve) => server.close(resolve));
    },
  );
});
