import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** A fault of the command line that its user can correct; shown in one line. */
export class UsageError extends Error {}

/**
 * Reads the command line of a job: its options, described as for `parseArgs`, and its positional arguments.
 * @param otherwise the last sentence of the message, which names the options
 * @throws UsageError for an unknown option, and for an option without its value
 */
export function readArguments<const T extends Options>(
  args: readonly string[],
  options: T,
  otherwise: string,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [what = ''] = (error as Error).message.split('. ');
    throw new UsageError(`${what.replace(/\.$/, '')}. ${otherwise}`);
  }
}

const MOST_PATIENCE_S = 86_400;

/** The option `--patience <seconds>`: how long an outage of another service may last. */
export const PATIENCE = { patience: { type: 'string', default: '60' } } as const;

/** The value of {@link PATIENCE} in ms. @throws UsageError */
export function patienceMsFrom(text: string): number {
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (seconds <= MOST_PATIENCE_S) return seconds * 1_000;
  throw new UsageError(
    `--patience must be a whole number of seconds from 0 to ${MOST_PATIENCE_S}, not "${text}"`,
  );
}
