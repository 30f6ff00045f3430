import { parseArgs } from 'node:util';

const JOBS = ['rebuild', 'reconcile'] as const;
const MOST_PATIENCE_S = 86_400;
const DEFAULT_PATIENCE_S = '60';

export interface RepairCommand {
  readonly job: (typeof JOBS)[number];
  /** How long Ride Service may be away, ms. */
  readonly patienceMs: number;
}

/** The person can mend it: shown in one line. */
export class UsageError extends Error {}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { patience: { type: 'string', default: DEFAULT_PATIENCE_S } },
      allowPositionals: true,
    });
  } catch (error) {
    const [what = ''] = (error as Error).message.split('. ');
    throw new UsageError(`${what.replace(/\.$/, '')}. Options: --patience <seconds>`);
  }
}

/** @throws UsageError that says what is wrong */
export function commandFrom(args: readonly string[]): RepairCommand {
  const { values, positionals } = parse(args);
  const [name, what, ...more] = positionals;
  const job = JOBS.find((one) => one === name);
  if (!job || what !== 'ride-copy' || more.length > 0)
    throw new UsageError(
      `what to do, if not "${positionals.join(' ')}"? ${JOBS.join(' or ')}, then ride-copy`,
    );
  const seconds = /^\d{1,5}$/.test(values.patience) ? Number(values.patience) : Number.NaN;
  if (seconds <= MOST_PATIENCE_S) return { job, patienceMs: seconds * 1_000 };
  throw new UsageError(
    `--patience must be a whole number of seconds from 0 to ${MOST_PATIENCE_S}, not "${values.patience}"`,
  );
}
