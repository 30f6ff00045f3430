import { BrokerUnavailableError, type DeadLetterBox, DeadLetterError } from '@ride-hailing/messaging';
import type { Say } from '@ride-hailing/service-kit';
import type { Command, LetterName } from './command-line';
import { linesOf, nameOf, summaryOf } from './letter-text';

const MOST_UNAVAILABLE_IN_A_ROW = 3;

type Boxes = readonly DeadLetterBox[];

async function listOne(box: DeadLetterBox, limit: number, say: Say): Promise<number> {
  const { count } = await box.extent();
  let shown = 0;
  let letter = await box.next(0);
  for (; letter && shown < limit; letter = await box.next(letter.sequence), shown += 1)
    say(summaryOf(letter));
  if (letter) say(`and ${Math.max(1, count - shown)} more in ${box.stream}: --limit shows them`);
  return shown;
}

async function list(boxes: Boxes, limit: number, say: Say): Promise<void> {
  let [shown, titled] = [0, false];
  const sayTitled: Say = (line) => {
    if (!titled) say('letter  parked  from  consumer  reason');
    titled = true;
    say(line);
  };
  for (const box of boxes) shown += await listOne(box, limit, sayTitled);
  if (shown === 0) say('There are no dead letters.');
}

function boxOf(boxes: Boxes, { stream }: LetterName): DeadLetterBox {
  const box = boxes.find((one) => one.stream === stream);
  if (!box) throw new DeadLetterError(`${stream} holds no dead letters`);
  return box;
}

async function show(boxes: Boxes, name: LetterName, say: Say): Promise<void> {
  const letter = await boxOf(boxes, name).find(name.sequence);
  if (!letter) throw new DeadLetterError(`there is no dead letter ${nameOf(name)}`);
  linesOf(letter).forEach(say);
}

async function redrive(box: DeadLetterBox, sequence: number, say: Say): Promise<void> {
  const { stream, sequence: stored, duplicate } = await box.redrive(sequence);
  const what = duplicate ? 'had been sent already, as' : 'sent again, as';
  say(`${nameOf({ stream: box.stream, sequence })}: ${what} ${stream}/${stored}`);
}

/** Stops at the last dead letter of the start: messages that become dead letters again would be sent in an endless loop. */
async function redriveAllOf(box: DeadLetterBox, say: Say): Promise<{ sent: number; left: number }> {
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
      say(`${nameOf(letter)}: left, ${(error as Error).message}`);
      if (unavailable === MOST_UNAVAILABLE_IN_A_ROW) throw error;
    }
  }
  return { sent, left };
}

async function redriveAll(boxes: Boxes, say: Say): Promise<void> {
  let [sent, left] = [0, 0];
  for (const box of boxes) {
    const done = await redriveAllOf(box, say);
    sent += done.sent;
    left += done.left;
  }
  say(`${sent} sent again`);
  if (left > 0) throw new DeadLetterError(`${left} could not be sent again, and were left`);
}

/**
 * Carries out a command.
 * @param boxes one for each stream of dead letters
 * @param say prints one line
 * @throws DeadLetterError, PublishError, BrokerUnavailableError
 */
export async function runCommand(
  command: Exclude<Command, { name: 'help' }>,
  boxes: Boxes,
  say: Say,
): Promise<void> {
  switch (command.name) {
    case 'list':
      return list(boxes, command.limit, say);
    case 'show':
      return show(boxes, command.letter, say);
    case 'redrive':
      return redrive(boxOf(boxes, command.letter), command.letter.sequence, say);
    case 'redrive-all':
      return redriveAll(boxes, say);
  }
}
