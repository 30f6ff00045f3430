import { JetStreamMessage } from '../messages/jetstream-message';
import { letterSubject } from './letter-address';

const subjectFor = (subject: string) =>
  letterSubject('service', { stream: 'S', durable: 'durable' }, { subject } as JetStreamMessage);

describe('the address of a letter', () => {
  it("ends a letter's subject with that of the message, so that a stream can limit letters for each sender", () => {
    expect(subjectFor('drivers.update.d-1_Z')).toBe('dead-letters.service.durable.drivers.update.d-1_Z');
  });

  it.each([
    '',
    'a..b',
    '.a',
    'a.',
    'a b',
    'a.*',
    'a.>',
    'a\r\nPUB x 0',
    'größe',
    'x'.repeat(257),
    `a.${'y'.repeat(5_000)}`,
  ])('replaces a subject that is not plain or too long with a digest: "%s"', (strange) => {
    expect(subjectFor(strange)).toMatch(/^dead-letters\.service\.durable\.[0-9a-f]{64}$/);
    expect(subjectFor(strange)).not.toBe(subjectFor(`${strange}.`));
  });
});
