import type { DeadLetter } from '@ride-hailing/messaging';
import { linesOf, summaryOf } from './letter-text';

const letter: DeadLetter = {
  stream: 'LETTERS',
  sequence: 7,
  time: '2026-11-22T09:00:00.000Z',
  storedAt: '2026-11-22T08:59:59.000Z',
  reason: 'invalid: position.lat',
  durable: 'driver-service-positions',
  origin: { stream: 'DRIVER_UPDATES', subject: 'drivers.update.d-1', sequence: 41 },
  deliveries: 2,
  headers: { traceparent: ['00-1-2-01'] },
  data: new TextEncoder().encode('{"lat":123}'),
};

describe('the text of a dead letter', () => {
  it('shows a dead letter as one line in a list', () => {
    expect(summaryOf(letter)).toBe(
      'LETTERS/7  2026-11-22T09:00:00.000Z  DRIVER_UPDATES/41 drivers.update.d-1  driver-service-positions  ' +
        'invalid: position.lat',
    );
  });

  it('shows everything known about a dead letter, the payload last', () => {
    const lines = linesOf({ ...letter, cut: '64 of 100 bytes' });
    expect(lines).toContain('header:     traceparent: 00-1-2-01');
    expect(lines).toContain('cut:        only 64 of 100 bytes were kept');
    expect(lines.slice(-2)).toEqual(['payload:', '{"lat":123}']);
  });

  it('shows a payload that is not text as base64', () => {
    expect(linesOf({ ...letter, data: Uint8Array.of(0xff, 0xfe) }).at(-1)).toBe('//4=');
  });

  it('shows no control characters of a message', () => {
    const malicious = 'red \u001b[31m\r\nline';
    const shown = linesOf({ ...letter, reason: malicious, data: new TextEncoder().encode(malicious) });
    expect([summaryOf({ ...letter, reason: malicious }), ...shown].join('')).not.toMatch(/[\u001b\r]/);
    expect(summaryOf({ ...letter, reason: malicious })).not.toContain('\n');
  });
});
