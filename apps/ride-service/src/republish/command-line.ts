import { parseArgs } from 'node:util';
import { z } from 'zod';

const MOST_PATIENCE_S = 86_400;
const DEFAULT_PATIENCE_S = '60';

export interface RepublishEvents {
  readonly what: 'ride-events';
  /** Events published at this time or later. Default: all that are kept. */
  readonly since: Date;
  /** How long no event may have gone out before the wait is given up, ms. */
  readonly patienceMs: number;
}

export interface RepublishPublications {
  readonly what: 'ride-publications';
  /** How long the broker or a store may be away before it is given up, ms. */
  readonly patienceMs: number;
}

export type RepublishCommand = RepublishEvents | RepublishPublications;

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
  const what = positionals.join(' ');
  if (what !== 'ride-events' && what !== 'ride-publications')
    throw new UsageError(`what to publish again, if not "${what}"? ride-events or ride-publications`);
  if (what === 'ride-publications' && values.since !== undefined)
    throw new UsageError('--since is for ride-events: ride-publications publishes what is so now');
  const seconds = /^\d{1,5}$/.test(values.patience) ? Number(values.patience) : Number.NaN;
  if (!(seconds <= MOST_PATIENCE_S))
    throw new UsageError(
      `--patience must be a whole number of seconds from 0 to ${MOST_PATIENCE_S}, not "${values.patience}"`,
    );
  const patienceMs = seconds * 1_000;
  return what === 'ride-events'
    ? { what, since: timeFrom(values.since, now), patienceMs }
    : { what, patienceMs };
}
