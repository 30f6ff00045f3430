import { BlockList, isIP } from 'node:net';
import { type Logger } from 'pino';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine reaches this address. Names other than localhost count as reachable by others. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host === 'localhost' : loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Services do not encrypt, so listening where other machines can connect must be allowed explicitly.
 * @throws Error when it is not allowed
 */
export function checkHost(config: { host: string; allowNonLoopback?: boolean }, logger: Logger): void {
  if (isLoopback(config.host)) return;
  if (!config.allowNonLoopback) {
    throw new Error(
      `HOST ${config.host} is not a loopback address, and what is said there is not encrypted. ` +
        'If that is meant, say so: ALLOW_NON_LOOPBACK=true',
    );
  }
  logger.warn(`LISTENING ON ${config.host}: OTHER MACHINES MAY REACH THIS SERVICE, AND NOTHING IS ENCRYPTED`);
}
