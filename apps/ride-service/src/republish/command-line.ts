import { parseArgs } from 'node:util';
import { z } from 'zod';

const MOST_PATIENCE_S = 86_400;
const DEFAULT_PATIENCE_S = '60';

export interface RepublishCommand {
  /** Events published at this time or later. Default: all that are kept. */
  readonly since: Date;
  /** How long no event may have gone out before the wait is given up, ms. */
  readonly patienceMs: number;
}

/** The person can mend it: shown in one line. */
export class UsageError extends Error {}

const time = z.iso.datetime({ offset: true });

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { since: { type: 'string' }, patience: { type: 'string', default: DEFAULT_PATIENCE_S } },
      allowPositionals: true,
    });
  } catch (error) {
    const [what = ''] = (error as Error).message.split('. ');
    throw new UsageError(`${what.replace(/\.$/, '')}. Options: --since <time>, --patience <seconds>`);
  }
}

function timeFrom(text: string | undefined, now: Date): Date {
  if (text === undefined) return new Date(0);
  const since = time.safeParse(text).success ? new Date(text) : undefined;
  if (!since)
    throw new UsageError(`--since must be a time with its zone, such as 2026-11-22T09:00:00Z, not "${text}"`);
  if (since > now)
    throw new UsageError(`--since must not lie ahead: it is ${now.toISOString()} now, not "${text}"`);
  return since;
}

/** @throws UsageError that says what is wrong */
export function commandFrom(args: readonly string[], now = new Date()): RepublishCommand {
  const { values, positionals } = parse(args);
  if (positionals.join(' ') !== 'ride-events')
    throw new UsageError(`what to publish again, if not "${positionals.join(' ')}"? ride-events`);
  const seconds = /^\d{1,5}$/.test(values.patience) ? Number(values.patience) : Number.NaN;
  if (seconds <= MOST_PATIENCE_S) return { since: timeFrom(values.since, now), patienceMs: seconds * 1_000 };
  throw new UsageError(
    `--patience must be a whole number of seconds from 0 to ${MOST_PATIENCE_S}, not "${values.patience}"`,
  );
}
