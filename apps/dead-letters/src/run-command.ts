import { BrokerUnavailableError, type DeadLetterBox, DeadLetterError } from '@ride-hailing/messaging';
import type { Command } from './command-line';
import { linesOf, summaryOf } from './letter-text';

const MOST_UNAVAILABLE_IN_A_ROW = 3;

type Say = (line: string) => void;

async function list(box: DeadLetterBox, limit: number, say: Say): Promise<void> {
  const { count } = await box.extent();
  let shown = 0;
  let letter = await box.next(0);
  for (; letter && shown < limit; letter = await box.next(letter.sequence), shown += 1) {
    if (shown === 0) say('sequence  parked  from  consumer  reason');
    say(summaryOf(letter));
  }
  if (letter) say(`and ${Math.max(1, count - shown)} more: --limit shows them`);
  else if (shown === 0) say('There are no dead letters.');
}

async function show(box: DeadLetterBox, sequence: number, say: Say): Promise<void> {
  const letter = await box.find(sequence);
  if (!letter) throw new DeadLetterError(`there is no dead letter ${sequence}`);
  linesOf(letter).forEach(say);
}

async function redrive(box: DeadLetterBox, sequence: number, say: Say): Promise<void> {
  const { stream, sequence: stored, duplicate } = await box.redrive(sequence);
  say(`${sequence}: ${duplicate ? 'had been sent already, as' : 'sent again, as'} ${stream}/${stored}`);
}

/** Those that come meanwhile are left: what cannot be taken again would be sent round and round. */
async function redriveAll(box: DeadLetterBox, say: Say): Promise<void> {
  const { lastSequence } = await box.extent();
  let [sent, left, unavailable] = [0, 0, 0];
  for (
    let letter = await box.next(0);
    letter && letter.sequence <= lastSequence;
    letter = await box.next(letter.sequence)
  ) {
    try {
      await redrive(box, letter.sequence, say);
      sent += 1;
      unavailable = 0;
    } catch (error) {
      left += 1;
      unavailable = error instanceof BrokerUnavailableError ? unavailable + 1 : 0;
      say(`${letter.sequence}: left, ${(error as Error).message}`);
      if (unavailable === MOST_UNAVAILABLE_IN_A_ROW) throw error;
    }
  }
  say(`${sent} sent again`);
  if (left > 0) throw new DeadLetterError(`${left} could not be sent again, and were left`);
}

/**
 * Does what the person asked for, line by line.
 * @throws DeadLetterError, PublishError, BrokerUnavailableError
 */
export async function runCommand(
  command: Exclude<Command, { name: 'help' }>,
  box: DeadLetterBox,
  say: Say,
): Promise<void> {
  switch (command.name) {
    case 'list':
      return list(box, command.limit, say);
    case 'show':
      return show(box, command.sequence, say);
    case 'redrive':
      return redrive(box, command.sequence, say);
    case 'redrive-all':
      return redriveAll(box, say);
  }
}
