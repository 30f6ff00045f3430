import { parseArgs, type ParseArgsConfig } from 'node:util';
import { StackError } from '../../stack.errors';

/**
 * Reads the command line of a script of this checkout. Services use a reader in service-kit, which this library does not
 * load, since it starts before anything is built.
 * @param shown the options that the message lists. Default: all
 * @throws StackError for an unknown option, an option without its value, and a positional argument unless allowed
 */
export function readOptions<const T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
  { shown = Object.keys(options), allowPositionals = false } = {},
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals });
  } catch (error) {
    const [what = ''] = (error as Error).message.split('. ');
    const known = shown.map((name) => `--${name}`).join(', ');
    throw new StackError(`${what.replace(/\.$/, '')}. Options: ${known}`);
  }
}
