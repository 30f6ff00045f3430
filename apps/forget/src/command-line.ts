import { ID_RULE, isId } from '@ride-hailing/contracts';
import { PATIENCE, patienceMsFrom, readArguments, UsageError } from '@ride-hailing/service-kit';

export const HELP = `npm run forget -- <riderId>   erases a rider's personal data at Ride Service, and from every copy
  --patience <seconds>   how long a store or a copy may be away before it is given up (60)

All rides of the rider must have ended. It says how long each place kept the data, from the commit at Ride Service on.
When it fails, run it again: it goes on where it was.`;

export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'forget'; readonly riderId: string; readonly patienceMs: number };

/** @throws UsageError that says what is wrong */
export function commandFrom(args: readonly string[]): Command {
  const options = { ...PATIENCE, help: { type: 'boolean' } } as const;
  const { values, positionals } = readArguments(args, options, 'Options: --patience <seconds>');
  if (values.help) return { name: 'help' };
  const [riderId, ...more] = positionals;
  if (riderId === undefined || more.length > 0)
    throw new UsageError('name one rider: npm run forget -- <riderId>');
  if (!isId(riderId)) throw new UsageError(`the id of the rider ${ID_RULE}`);
  return { name: 'forget', riderId, patienceMs: patienceMsFrom(values.patience) };
}
