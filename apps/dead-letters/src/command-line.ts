import { readArguments, UsageError } from '@ride-hailing/service-kit';

/** The name of a dead letter, written `<stream>/<sequence>`. */
export interface LetterName {
  readonly stream: string;
  readonly sequence: number;
}

export type Command =
  | { readonly name: 'list'; readonly limit: number }
  | { readonly name: 'show'; readonly letter: LetterName }
  | { readonly name: 'redrive'; readonly letter: LetterName }
  | { readonly name: 'redrive-all' }
  | { readonly name: 'help' };

export const HELP = `npm run dead-letters -- list [--limit N]   what consumers could not take: the oldest N (100) of each stream
npm run dead-letters -- show <letter>     one of them, named as in the list: its headers and its payload
npm run dead-letters -- redrive <letter>  sends it again to where it came from, and removes it here
npm run dead-letters -- redrive --all     the same for all that are here now

A message that was sent again is new to every consumer of its stream. One that cannot be taken this time either
becomes a dead letter again.`;

const COMMANDS = 'list, show <letter>, redrive <letter>, redrive --all';
const MOST_LISTED = 10_000;

const wholeNumber = (text: string): number => (/^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN);

function limitFrom(text: string): number {
  const value = wholeNumber(text);
  if (value <= MOST_LISTED) return value;
  throw new UsageError(`--limit must be a whole number from 1 to ${MOST_LISTED}, not "${text}"`);
}

function letterFrom(text: string, streams: readonly string[], otherwise = ''): LetterName {
  const [stream = '', digits = '', ...more] = text.split('/');
  const sequence = wholeNumber(digits);
  if (streams.includes(stream) && sequence <= Number.MAX_SAFE_INTEGER && more.length === 0)
    return { stream, sequence };
  const names = streams.map((name) => `${name}/<number>`).join(' or ');
  throw new UsageError(`the letter${otherwise} must be named as in the list, ${names}, not "${text}"`);
}

const OPTIONS = { limit: { type: 'string' }, all: { type: 'boolean' }, help: { type: 'boolean' } } as const;

/**
 * @param streams the streams that hold dead letters
 * @throws UsageError that says what is wrong
 */
export function commandFrom(args: readonly string[], streams: readonly string[]): Command {
  const { values, positionals } = readArguments(args, OPTIONS, `Commands: ${COMMANDS}`);
  const [name, letter, ...more] = positionals;
  if (values.help) return { name: 'help' };
  const refuse = (option: 'limit' | 'all', only: string) => {
    if (values[option] !== undefined) throw new UsageError(`--${option} is for ${only}`);
  };
  if (more.length > 0) throw new UsageError(`one letter at a time, not "${more.join(' ')}" as well`);
  if (name !== 'redrive') refuse('all', 'redrive');
  if (name !== 'list') refuse('limit', 'list');
  switch (name) {
    case 'list':
      if (letter !== undefined) throw new UsageError(`list takes no letter: show ${letter}?`);
      return { name, limit: limitFrom(values.limit ?? '100') };
    case 'show':
      return { name, letter: letterFrom(letter ?? '', streams) };
    case 'redrive':
      if (!values.all) return { name, letter: letterFrom(letter ?? '', streams, ' (or --all)') };
      if (letter !== undefined) throw new UsageError('redrive either one letter or --all');
      return { name: 'redrive-all' };
    case undefined:
    default:
      throw new UsageError(`which command, if not "${name ?? ''}"? ${COMMANDS}`);
  }
}
