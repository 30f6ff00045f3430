import { PATIENCE, patienceMsFrom, readArguments, UsageError } from '@ride-hailing/service-kit';
import { z } from 'zod';

export interface RepublishEvents {
  readonly what: 'ride-events';
  /** Events published at this time or later are published again; the epoch means all that are kept. */
  readonly since: Date;
  /** How long to wait without any event being published, ms. */
  readonly patienceMs: number;
}

export interface RepublishPublications {
  readonly what: 'ride-publications';
  /** How long the broker or a store may be unavailable before the job gives up, ms. */
  readonly patienceMs: number;
}

const time = z.iso.datetime({ offset: true });

const OPTIONS = { since: { type: 'string' }, ...PATIENCE } as const;
const OPTIONS_SHOWN = 'Options: --since <time>, --patience <seconds>';

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
export function commandFrom(
  args: readonly string[],
  now = new Date(),
): RepublishEvents | RepublishPublications {
  const { values, positionals } = readArguments(args, OPTIONS, OPTIONS_SHOWN);
  const what = positionals.join(' ');
  if (what !== 'ride-events' && what !== 'ride-publications')
    throw new UsageError(`what to publish again, if not "${what}"? ride-events or ride-publications`);
  if (what === 'ride-publications' && values.since !== undefined)
    throw new UsageError('--since is for ride-events: ride-publications publishes what is so now');
  const patienceMs = patienceMsFrom(values.patience);
  return what === 'ride-events'
    ? { what, since: timeFrom(values.since, now), patienceMs }
    : { what, patienceMs };
}
