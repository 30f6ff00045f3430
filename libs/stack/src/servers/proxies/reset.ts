import type { Socket } from 'node:net';

/**
 * Resets a connection at once. A socket whose end was sent is only destroyed: Node would never release a socket that is
 * reset while its end is in flight, and would loop forever when the process exits.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
