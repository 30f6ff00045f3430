import { parseArgs, type ParseArgsConfig } from 'node:util';
import { StackError } from '../../stack.errors';

/**
 * Reads the command line of a script of this checkout. Services have a reader of their own, in service-kit, which this
 * library does not load: it starts before anything is built.
 * @param shown the options that the message names. Default: all
 * @throws StackError for an unknown option, for one without its value, and for what is no option unless it is allowed
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
