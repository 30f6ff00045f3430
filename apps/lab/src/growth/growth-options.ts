import { readOptions, StackError } from '@ride-hailing/stack';
import { type Assumed, ASSUMPTIONS, type AssumptionName, NAMES } from './assumptions';

type OptionName = AssumptionName | 'drivers' | 'approach' | 'out';

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  help: { type: 'boolean' },
  ...(Object.fromEntries(['drivers', ...NAMES, 'approach', 'out'].map((name) => [name, TEXT])) as Record<
    OptionName,
    typeof TEXT
  >),
} as const;

export const NORMAL_APPROACH = 'hybrid/versioned';

const { least: LEAST_DRIVERS, most: MOST_DRIVERS } = ASSUMPTIONS.city;

/** The description of each option on a line of its own. */
export const HELP = [
  'npm run growth [-- options]',
  'Says what a city, a country and the whole world need, from what was measured and what is assumed.',
  ...(
    [
      ['drivers N', 'this many drivers online at once, instead of the three sizes'],
      ['approach NAME', `by which current rides are read (${NORMAL_APPROACH})`],
      ['out FILE', 'writes the page there instead of printing it'],
      ...NAMES.map((name) => {
        const { says, normal, least, most } = ASSUMPTIONS[name];
        return [`${name} N`, `${says}, ${least} to ${most} (${normal})`];
      }),
    ] as const
  ).map(([option = '', says = '']) => `  --${option.padEnd(20)}${says}`),
].join('\n');

export interface GrowthOptions {
  readonly help: boolean;
  /** One size instead of the three. */
  readonly drivers?: number;
  readonly approach: string;
  readonly assumed: Assumed;
  readonly out?: string;
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

function numberOf(name: string, text: string, { least, most, isWhole }: Range): number {
  const value = /^\d{1,12}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return value;
  const kind = isWhole ? 'a whole number' : 'a number';
  throw new StackError(`--${name} must be ${kind} from ${least} to ${most}, not "${text}"`);
}

/**
 * @param approaches those that were measured
 * @throws StackError for an unknown option or a bad value
 */
export function growthOptions(args: readonly string[], approaches: readonly string[]): GrowthOptions {
  const { values } = readOptions(args, OPTIONS);
  const assumed = Object.fromEntries(
    NAMES.map((name) => {
      const text = values[name];
      const { normal } = ASSUMPTIONS[name];
      return [name, text === undefined ? normal : numberOf(name, text, ASSUMPTIONS[name])];
    }),
  ) as Assumed;
  const { approach = NORMAL_APPROACH, drivers, out } = values;
  if (!approaches.includes(approach))
    throw new StackError(`--approach must be one of ${approaches.join(', ')}, not "${approach}"`);
  if (out === '') throw new StackError('--out must name a file');
  const range = { least: LEAST_DRIVERS, most: MOST_DRIVERS, isWhole: true };
  return {
    ...{ help: values.help === true, approach, assumed, out },
    drivers: drivers === undefined ? undefined : numberOf('drivers', drivers, range),
  };
}
