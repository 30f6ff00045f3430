import { createLogger } from '../logging/logger';
import { checkHost, isLoopback } from './loopback';

describe('the address to listen on', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])(
    'listens on %s, which only this machine reaches',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  it.each(['0.0.0.0', '::', '192.168.1.2', '10.0.0.1', 'example.org', '128.0.0.1', ''])(
    'refuses to listen on %s unless that is allowed explicitly',
    (host) => {
      const logger = createLogger({ name: 'test', level: 'silent' });
      expect(isLoopback(host)).toBe(false);
      expect(() => checkHost({ host }, logger)).toThrow('ALLOW_NON_LOOPBACK=true');
      expect(() => checkHost({ host, allowNonLoopback: true }, logger)).not.toThrow();
    },
  );

  it('warns loudly when other machines may reach the service', () => {
    const lines: string[] = [];
    const logger = createLogger({ name: 'test', level: 'info' }, { write: (line) => void lines.push(line) });
    checkHost({ host: '0.0.0.0', allowNonLoopback: true }, logger);
    expect(lines.join()).toContain('LISTENING ON 0.0.0.0');
  });
});
