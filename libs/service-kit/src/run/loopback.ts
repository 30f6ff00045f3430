import { BlockList, isIP } from 'node:net';
import { type Logger } from 'pino';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine reaches what listens there. A name counts as an address of others, but for localhost. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host === 'localhost' : loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Nothing here is encrypted, so a service that others can reach must be meant to be reached.
 * @throws Error when it is not
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
