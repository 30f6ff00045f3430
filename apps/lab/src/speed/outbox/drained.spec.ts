import { UnverifiedError } from '../../lab.errors';
import type { StoredMessage } from '../../world/lab-broker';
import { backlogOf, type WaitingEvent } from './backlog';
import { checkMarks, checkStored, type MarkedRow } from './drained';

const events = backlogOf(9);

const storedAs = (published: readonly WaitingEvent[]): StoredMessage[] =>
  published.map(({ id, subject, payload }, at) => ({
    sequence: at + 1,
    messageId: id,
    subject,
    text: payload,
    storedAt: 0,
  }));

const markedAs = (stored: readonly StoredMessage[]): MarkedRow[] =>
  stored.map(({ messageId, sequence }) => ({ id: messageId, sequence, isPublished: true }));

describe('the check behind the rate of a relay', () => {
  const stored = storedAs(events);

  it('counts what was done rightly', () => {
    expect(checkStored(events, stored)).toBe(
      'the stream holds each of 9 events once, versions of 3 rides in order',
    );
    expect(checkMarks(markedAs(stored), stored)).toBe('9 rows are marked with the sequence of their message');
  });

  it.each([
    ['an event that was skipped', storedAs(events.slice(0, 6)), '3 of 9 events are not in the stream'],
    ['an event that was stored twice', storedAs([...events, ...events.slice(8)]), 'is a repeat'],
    [
      'versions that were reversed',
      storedAs([...events.slice(3), ...events.slice(0, 3)]),
      'version 2 after 0',
    ],
    [
      'another payload',
      stored.map((one, at) => (at === 4 ? { ...one, text: '{}' } : one)),
      'message 5 is not what was enqueued',
    ],
  ])('catches %s', (_, wrong, says) => {
    expect(() => checkStored(events, wrong)).toThrow(UnverifiedError);
    expect(() => checkStored(events, wrong)).toThrow(says);
  });

  it('catches marks that are missing or wrong', () => {
    const [first, ...others] = markedAs(stored) as [MarkedRow, ...MarkedRow[]];
    expect(() => checkMarks([{ ...first, isPublished: false }, ...others], stored)).toThrow('is not marked');
    expect(() => checkMarks([{ ...first, sequence: 7 }, ...others], stored)).toThrow('is marked with 7');
    expect(() => checkMarks(others, stored)).toThrow('8 rows for 9 messages');
  });
});
