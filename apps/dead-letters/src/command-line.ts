import { parseArgs } from 'node:util';

export type Command =
  | { readonly name: 'list'; readonly limit: number }
  | { readonly name: 'show'; readonly sequence: number }
  | { readonly name: 'redrive'; readonly sequence: number }
  | { readonly name: 'redrive-all' }
  | { readonly name: 'help' };

/** The person can mend it: shown in one line. */
export class UsageError extends Error {}

export const HELP = `npm run dead-letters -- list [--limit N]     what consumers could not take: the oldest N (100)
npm run dead-letters -- show <sequence>     one of them: its headers and its payload
npm run dead-letters -- redrive <sequence>  sends it again to where it came from, and removes it here
npm run dead-letters -- redrive --all       the same for all that are here now

A message that was sent again is new to every consumer of its stream. One that cannot be taken this time either
becomes a dead letter anew.`;

const COMMANDS = 'list, show <sequence>, redrive <sequence>, redrive --all';
const MOST_LISTED = 10_000;

function numberFrom(text: string | undefined, what: string, max = Number.MAX_SAFE_INTEGER): number {
  const value = text !== undefined && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? 'from 1' : `from 1 to ${max}`;
  throw new UsageError(`${what} must be a whole number ${range}, not "${text ?? ''}"`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { limit: { type: 'string' }, all: { type: 'boolean' }, help: { type: 'boolean' } },
      allowPositionals: true,
    });
  } catch (error) {
    const [what = ''] = (error as Error).message.split('. ');
    throw new UsageError(`${what.replace(/\.$/, '')}. Commands: ${COMMANDS}`);
  }
}

/** @throws UsageError that says what is wrong */
export function commandFrom(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [name, sequence, ...more] = positionals;
  if (values.help) return { name: 'help' };
  const refuse = (option: 'limit' | 'all', only: string) => {
    if (values[option] !== undefined) throw new UsageError(`--${option} is for ${only}`);
  };
  if (more.length > 0) throw new UsageError(`one sequence at a time, not "${more.join(' ')}" as well`);
  if (name !== 'redrive') refuse('all', 'redrive');
  if (name !== 'list') refuse('limit', 'list');
  switch (name) {
    case 'list':
      if (sequence !== undefined) throw new UsageError(`list takes no sequence: show ${sequence}?`);
      return { name, limit: numberFrom(values.limit ?? '100', '--limit', MOST_LISTED) };
    case 'show':
      return { name, sequence: numberFrom(sequence, 'the sequence') };
    case 'redrive':
      if (!values.all) return { name, sequence: numberFrom(sequence, 'the sequence (or --all)') };
      if (sequence !== undefined) throw new UsageError('redrive either one sequence or --all');
      return { name: 'redrive-all' };
    case undefined:
    default:
      throw new UsageError(`which command, if not "${name ?? ''}"? ${COMMANDS}`);
  }
}
