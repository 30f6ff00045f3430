import type { Socket } from 'node:net';

/**
 * Ends a connection with a reset, at once. A socket whose end was sent is only destroyed: Node would never let
 * go of a socket that is reset while its end is on the way, and turn round for ever when the process exits.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
