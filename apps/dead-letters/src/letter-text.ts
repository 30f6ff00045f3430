import type { DeadLetter } from '@ride-hailing/messaging';
import type { LetterName } from './command-line';

/** Replaces control characters, so that a message cannot control the terminal. */
const printable = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '\uFFFD');

const oneLine = (text: string): string => printable(text.replace(/\s+/g, ' '));

function payloadOf(data: Uint8Array): string[] {
  try {
    return ['payload:', printable(new TextDecoder('utf-8', { fatal: true }).decode(data))];
  } catch {
    return ['payload (no UTF-8, as base64):', Buffer.from(data).toString('base64')];
  }
}

const originOf = ({ origin }: DeadLetter): string =>
  origin.stream ? `${origin.stream}/${origin.sequence} ${origin.subject}` : 'not said';

/** The name that `show` and `redrive` take. */
export const nameOf = ({ stream, sequence }: LetterName): string => `${stream}/${sequence}`;

/** The dead letter's line in the list. */
export const summaryOf = (letter: DeadLetter): string =>
  [nameOf(letter), letter.time, originOf(letter), letter.durable, letter.reason]
    .map((part) => oneLine(part) || '-')
    .join('  ');

/** Everything known about the dead letter, line by line. */
export const linesOf = (letter: DeadLetter): string[] => [
  `dead letter ${nameOf(letter)}, first stored ${oneLine(letter.storedAt)}, parked ${oneLine(letter.time)}`,
  `reason:     ${oneLine(letter.reason) || '-'}`,
  `from:       ${oneLine(originOf(letter))}`,
  `consumer:   ${oneLine(letter.durable) || '-'}, delivered ${letter.deliveries} times`,
  ...(letter.cut ? [`cut:        only ${oneLine(letter.cut)} were kept`] : []),
  ...Object.entries(letter.headers).flatMap(([name, values]) =>
    values.map((value) => `header:     ${oneLine(name)}: ${oneLine(value)}`),
  ),
  ...payloadOf(letter.data),
];
