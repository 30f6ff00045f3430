import { readOptions, StackError } from '@ride-hailing/stack';
import { MUTANTS, type MutantName } from './mutants/mutants';

const OPTIONS = {
  seed: { type: 'string' },
  seconds: { type: 'string' },
  cluster: { type: 'boolean' },
  mutant: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const MUTANT_NAMES = Object.keys(MUTANTS) as MutantName[];
const MOST_SEED = 2 ** 32 - 1;

export const HELP = `npm run chaos [-- options]
Breaks processes, connections and clocks of a running system, and checks everything that its clients saw.
  --seed N       of the plan of faults and of the clients' choices, 0 to ${MOST_SEED} (a random one)
  --seconds S    of faults, 5 to 3600 (30)
  --cluster      three servers of NATS and two of Postgres, each of which may be killed or frozen
  --mutant NAME  a known wrong variant of the services, which must be caught: ${MUTANT_NAMES.join(', ')}
  --out FILE     where a failure is drawn (.stack/chaos/<seed>.html)
Exit code 1 when the history is wrong. Ctrl-C heals and stops everything.`;

export interface ChaosOptions {
  readonly help: boolean;
  readonly seed: number;
  readonly seconds: number;
  readonly cluster: boolean;
  readonly mutant?: MutantName;
  readonly out: string;
}

function wholeNumber(name: string, text: string, [least, most]: readonly [number, number]): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new StackError(`--${name} must be a whole number from ${least} to ${most}, not "${text}"`);
}

function mutantNamed(name: string | undefined): MutantName | undefined {
  const found = MUTANT_NAMES.find((known) => known === name);
  if (name === undefined || found) return found;
  throw new StackError(`--mutant must be one of ${MUTANT_NAMES.join(', ')}, not "${name}"`);
}

/**
 * @param anySeed the seed unless the command line gives one
 * @throws StackError for an unknown option or a bad value
 */
export function chaosOptions(args: readonly string[], anySeed: number): ChaosOptions {
  const { values } = readOptions(args, OPTIONS);
  const seed = wholeNumber('seed', values.seed ?? String(anySeed), [0, MOST_SEED]);
  return {
    help: values.help === true,
    seed,
    seconds: wholeNumber('seconds', values.seconds ?? '30', [5, 3_600]),
    cluster: values.cluster === true,
    mutant: mutantNamed(values.mutant),
    out: values.out ?? `.stack/chaos/${seed}.html`,
  };
}
