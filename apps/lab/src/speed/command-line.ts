import { readOptions } from '@ride-hailing/stack';
import { LabError } from '../runner/lab.errors';
import { type Settings, type TopicName, TOPICS } from '../runner/results';

export const HELP = `npm run bench [-- ${TOPICS.join('|')} ...] [-- options]
Measures the built system against what one would write first and against the bare limit.
  --repeats N   of each side (5; 1 to 50)
  --seed N      of the workload and of the order of the sides (1)
  --quick       small and once: to see that it works, not for its figures
  --out FOLDER  where results.json and the report go (reports/bench)
  --from FILE   measures nothing: writes the report of an earlier results.json anew
Ctrl-C stops everything; nothing is written then.`;

const OPTIONS = {
  repeats: { type: 'string' },
  seed: { type: 'string' },
  quick: { type: 'boolean' },
  out: { type: 'string' },
  from: { type: 'string' },
  help: { type: 'boolean' },
} as const;

export interface BenchArguments {
  readonly help: boolean;
  readonly settings: Settings;
  readonly out: string;
  /** An earlier results.json, to write the report of it anew. */
  readonly from?: string;
}

function wholeNumber(name: string, text: string | undefined, fallback: number, [min, max]: [number, number]) {
  if (text === undefined) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new LabError(`--${name} must be a whole number from ${min} to ${max}, not "${text}"`);
}

function topicsNamed(names: readonly string[]): readonly TopicName[] {
  const unknown = names.filter((name) => !TOPICS.some((known) => known === name));
  if (unknown.length > 0) throw new LabError(`${unknown.join(', ')}: not among ${TOPICS.join(', ')}`);
  return names.length === 0 ? TOPICS : TOPICS.filter((known) => names.includes(known));
}

/** `npm run bench --quick`, without ` -- `: npm takes the option for its own, and it would be lost in silence. */
function refuseNpmOptions(environment: Readonly<Record<string, string | undefined>>): void {
  const taken = Object.keys(OPTIONS).filter((name) => environment[`npm_config_${name}`] !== undefined);
  if (taken.length === 0) return;
  const named = taken.map((name) => `--${name}`).join(' ');
  throw new LabError(`npm takes options without "--" before them for its own: npm run bench -- ${named}`);
}

/** @throws StackError for an unknown option, LabError for an unknown topic or a bad value */
export function benchArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): BenchArguments {
  refuseNpmOptions(environment);
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
      topics: topicsNamed(positionals),
      repeats: wholeNumber('repeats', values.repeats, quick ? 1 : 5, [1, 50]),
      seed: wholeNumber('seed', values.seed, 1, [0, 2 ** 32 - 1]),
      quick,
    },
    out: values.out ?? 'reports/bench',
    ...(from !== undefined && { from }),
  };
}
