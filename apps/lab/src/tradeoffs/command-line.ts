import { readOptions } from '@ride-hailing/stack';
import { LabError } from '../lab.errors';
import { type FaultName, FAULTS, type Settings } from './results';
import { VARIANTS, variantsNamed } from '../world/variants';

export const HELP = `npm run lab [-- options]    measures every approach under one workload; the full run takes well under an hour
  --quick            two variants, one repeat, one fault: under three minutes
  --approach A,B     only these: an approach (hybrid, sync-api, ...) or a variant (hybrid/ttl)
  --fault A,B        only these: ${FAULTS.join(', ')}; or none
  --rate R           reads a second (200; 1 to 5000)
  --seconds S        measured seconds of each part (12; 2 to 600)
  --seed N           of the workload and of the order of things (1)
  --compare FILE     shows the differences from an earlier results.json
  --out FOLDER       where results.json and the report go (reports/tradeoffs)
Ctrl-C stops everything; nothing is written then.`;

const OPTIONS = {
  quick: { type: 'boolean' },
  approach: { type: 'string', multiple: true },
  fault: { type: 'string', multiple: true },
  rate: { type: 'string' },
  seconds: { type: 'string' },
  seed: { type: 'string' },
  compare: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const;

export interface LabArguments {
  readonly help: boolean;
  readonly settings: Settings;
  readonly compare?: string;
  readonly out: string;
}

/** Such that two cores are well below their limits in the open loop. */
const FULL = {
  drivers: 100,
  readsPerSecond: 200,
  changesPerSecond: 20,
  repeats: 3,
  warmUpSeconds: 3,
  seconds: 12,
  saturationSeconds: 4,
  saturationConnections: 32,
  faultSeconds: 5,
  variants: VARIANTS.map(({ name }) => name),
  faults: [...FAULTS],
} as const;

const QUICK = {
  ...FULL,
  repeats: 1,
  warmUpSeconds: 2,
  seconds: 6,
  saturationSeconds: 2,
  variants: ['hybrid/versioned', 'sync-api'],
  faults: ['owner-killed'] as FaultName[],
} as const;

interface Range {
  readonly min: number;
  readonly max: number;
}

function wholeNumber(name: string, text: string | undefined, fallback: number, { min, max }: Range): number {
  if (text === undefined) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new LabError(`--${name} must be a whole number from ${min} to ${max}, not "${text}"`);
}

const listOf = (given: readonly string[]): string[] =>
  given.flatMap((list) => list.split(',').map((one) => one.trim())).filter((one) => one !== '');

function faultsNamed(names: readonly string[]): readonly FaultName[] {
  const unknown = names.filter((name) => name !== 'none' && !FAULTS.some((known) => known === name));
  if (unknown.length > 0) {
    throw new LabError(`--fault ${unknown.join(', ')}: not among ${FAULTS.join(', ')}, none`);
  }
  if (names.includes('none') && names.length > 1)
    throw new LabError('--fault none goes with no other fault beside it');
  return FAULTS.filter((known) => names.includes(known));
}

/** `npm run lab --quick`, without ` -- `: npm takes the option for its own, and it would be lost in silence. */
function refuseNpmOptions(environment: Readonly<Record<string, string | undefined>>): void {
  const taken = Object.keys(OPTIONS).filter((name) => environment[`npm_config_${name}`] !== undefined);
  if (taken.length === 0) return;
  const named = taken.map((name) => `--${name}`).join(' ');
  throw new LabError(`npm takes options without "--" before them for its own: npm run lab -- ${named}`);
}

/** @throws StackError for an unknown option, LabError for a bad value */
export function labArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): LabArguments {
  refuseNpmOptions(environment);
  const values = readOptions(args, OPTIONS).values;
  const base = values.quick ? QUICK : FULL;
  const approaches = values.approach && listOf(values.approach);
  if (approaches?.length === 0) throw new LabError('--approach names none');
  const faults = values.fault && listOf(values.fault);
  if (faults?.length === 0) throw new LabError('--fault names none; "none" leaves them all out');
  return {
    help: values.help === true,
    settings: {
      ...base,
      seed: wholeNumber('seed', values.seed, 1, { min: 0, max: 2 ** 32 - 1 }),
      readsPerSecond: wholeNumber('rate', values.rate, base.readsPerSecond, { min: 1, max: 5_000 }),
      seconds: wholeNumber('seconds', values.seconds, base.seconds, { min: 2, max: 600 }),
      variants: approaches ? variantsNamed(approaches).map(({ name }) => name) : base.variants,
      faults: faults ? faultsNamed(faults) : base.faults,
      quick: values.quick === true,
    },
    compare: values.compare,
    out: values.out ?? 'reports/tradeoffs',
  };
}
