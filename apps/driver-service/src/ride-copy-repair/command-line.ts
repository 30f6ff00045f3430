import { PATIENCE, patienceMsFrom, readArguments, UsageError } from '@ride-hailing/service-kit';

const JOBS = ['rebuild', 'reconcile'] as const;

export interface RepairCommand {
  readonly job: (typeof JOBS)[number];
  /** How long an outage of Ride Service is waited out, in ms. */
  readonly patienceMs: number;
}

/** @throws UsageError that says what is wrong */
export function commandFrom(args: readonly string[]): RepairCommand {
  const { values, positionals } = readArguments(args, PATIENCE, 'Options: --patience <seconds>');
  const [name, what, ...more] = positionals;
  const job = JOBS.find((one) => one === name);
  if (!job || what !== 'ride-copy' || more.length > 0)
    throw new UsageError(
      `what to do, if not "${positionals.join(' ')}"? ${JOBS.join(' or ')}, then ride-copy`,
    );
  return { job, patienceMs: patienceMsFrom(values.patience) };
}
