import { readOptions } from '@ride-hailing/stack';
import { LabError } from '../lab.errors';
import type { Settings } from '../results/results';

/** What one of the two commands measures, and where its report goes unless told otherwise. */
export interface Measures {
  readonly script: 'bench' | 'lab';
  readonly says: string;
  /** In the order in which they are measured. */
  readonly names: Settings['topics'];
  readonly repeats: number;
  readonly out: string;
}

const OPTIONS = {
  repeats: { type: 'string' },
  seed: { type: 'string' },
  quick: { type: 'boolean' },
  resume: { type: 'boolean' },
  out: { type: 'string' },
  from: { type: 'string' },
  help: { type: 'boolean' },
} as const;

export const helpOf = ({ script, says, names, repeats, out }: Measures): string =>
  `npm run ${script} [-- ${names.join('|')} ...] [-- options]
${says}
  --repeats N   of each side (${repeats}; 1 to 50)
  --seed N      of the workload and of the order of the sides (1)
  --quick       small and once: to see that it works, not for its figures
  --resume      keeps of an earlier run what was measured to the end and is defined as now
  --out FOLDER  where results.json and the report go (${out})
  --from FILE   measures nothing: writes the report of an earlier results.json again
Ctrl-C stops everything; what was measured to the end until then is kept.`;

export interface MeasuringArguments {
  readonly help: boolean;
  readonly settings: Settings;
  readonly resume: boolean;
  readonly out: string;
  /** An earlier results.json whose report is to be written again. */
  readonly from?: string;
}

function wholeNumber(name: string, text: string | undefined, fallback: number, [min, max]: [number, number]) {
  if (text === undefined) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new LabError(`--${name} must be a whole number from ${min} to ${max}, not "${text}"`);
}

function named(names: readonly string[], known: Settings['topics']): Settings['topics'] {
  const unknown = names.filter((name) => !known.some((one) => one === name));
  if (unknown.length > 0) throw new LabError(`${unknown.join(', ')}: not among ${known.join(', ')}`);
  return names.length === 0 ? known : known.filter((one) => names.includes(one));
}

/** `npm run bench --quick`, without ` -- `: npm takes the option for its own, and it would be lost in silence. */
function refuseNpmOptions(
  script: Measures['script'],
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const taken = Object.keys(OPTIONS).filter((name) => environment[`npm_config_${name}`] !== undefined);
  if (taken.length === 0) return;
  const given = taken.map((name) => `--${name}`).join(' ');
  throw new LabError(`npm takes options without "--" before them for its own: npm run ${script} -- ${given}`);
}

/** @throws StackError for an unknown option, LabError for an unknown name or a bad value */
export function measuringArguments(
  measures: Measures,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): MeasuringArguments {
  refuseNpmOptions(measures.script, environment);
  const { values, positionals } = readOptions(args, OPTIONS, { allowPositionals: true });
  const { from } = values;
  const others = Object.keys(values).filter((name) => !['from', 'out', 'help'].includes(name));
  if (from !== undefined && positionals.length + others.length > 0) {
    throw new LabError('--from measures nothing: it goes with --out alone');
  }
  const quick = values.quick === true;
  return {
    help: values.help === true,
    settings: {
      topics: named(positionals, measures.names),
      repeats: wholeNumber('repeats', values.repeats, quick ? 1 : measures.repeats, [1, 50]),
      seed: wholeNumber('seed', values.seed, 1, [0, 2 ** 32 - 1]),
      quick,
    },
    resume: values.resume === true,
    out: values.out ?? measures.out,
    ...(from !== undefined && { from }),
  };
}
