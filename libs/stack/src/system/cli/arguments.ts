import { APPROACHES, approachesIn } from '@ride-hailing/contracts/without-grpc';
import { DEFAULT_PORT_BASE, INSTANCE_OFFSETS, PORT_OFFSETS } from '../../servers/port-block';
import { StackError } from '../../stack.errors';
import { readOptions } from './read-options';

const OPTIONS = {
  drivers: { type: 'string' },
  'rides-per-second': { type: 'string' },
  'no-simulator': { type: 'boolean' },
  'no-dashboard': { type: 'boolean' },
  approaches: { type: 'string' },
  instances: { type: 'string' },
  cluster: { type: 'boolean' },
  tls: { type: 'boolean' },
  'port-base': { type: 'string' },
  help: { type: 'boolean' },
} as const;

type OptionName = keyof typeof OPTIONS;

const HIGHEST_BASE = 65_535 - Math.max(...Object.values(PORT_OFFSETS));

export interface StartArguments {
  readonly help: boolean;
  readonly simulator: false | { readonly drivers: number; readonly ridesPerSecond: number };
  readonly dashboard: boolean;
  readonly portBase: number;
  readonly instances: 1 | 2;
  readonly cluster: boolean;
  readonly tls: boolean;
  /** Undefined when the option is absent. */
  readonly approaches?: readonly string[];
}

/**
 * Without ` -- ` before the options, as in `npm start --drivers=50`, npm passes them as variables npm_config_*. This reads
 * them where they are unambiguous.
 * @throws StackError that shows the right form otherwise
 */
export function withNpmOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  for (const part of ['simulator', 'dashboard'])
    if (environment[`npm_config_${part}`] !== undefined) args = [...args, `--no-${part}`];
  for (const part of ['cluster', 'tls'])
    if (environment[`npm_config_${part}`] === 'true') args = [...args, `--${part}`];
  const named = (['drivers', 'rides-per-second', 'instances', 'port-base', 'approaches'] as const).flatMap(
    (name) => {
      const value = environment[`npm_config_${name.replaceAll('-', '_')}`];
      return value === undefined ? [] : [{ name, value }];
    },
  );
  const separated = named.filter(({ value }) => value === 'true');
  const [separatedName] = separated;
  const loose = args.filter((arg) => (separatedName?.name === 'approaches' ? /^[a-z]/ : /^\d/).test(arg));
  if (!separatedName) return [...args, ...named.map(({ name, value }) => `--${name}=${value}`)];
  if (separated.length === 1 && loose.length === 1) {
    const rest = named.filter(({ value }) => value !== 'true').map(({ name, value }) => `--${name}=${value}`);
    return [...args.filter((arg) => arg !== loose[0]), ...rest, `--${separatedName.name}=${loose[0]}`];
  }
  const shown = named
    .map(({ name }) => `--${name} ${name === 'approaches' ? '<names>' : '<number>'}`)
    .join(' ');
  throw new StackError(`npm takes options without "--" before them for its own: npm start -- ${shown}`);
}

function parse(args: readonly string[], allowed: readonly OptionName[]) {
  const options = Object.fromEntries(allowed.map((name) => [name, OPTIONS[name]]));
  return readOptions(args, options).values as {
    [Name in OptionName]?: (typeof OPTIONS)[Name]['type'] extends 'boolean' ? boolean : string;
  };
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

function numberOf(name: OptionName, text: string | undefined, fallback: number, range: Range): number {
  if (text === undefined) return fallback;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const fits = value >= range.min && value <= range.max && (!range.whole || Number.isInteger(value));
  if (fits) return value;
  const kind = range.whole ? 'a whole number' : 'a number';
  throw new StackError(`--${name} must be ${kind} from ${range.min} to ${range.max}, not "${text}"`);
}

/** Ports that fetch and browsers refuse to call (Fetch Standard, "port blocking"), above 1023. */
const BLOCKED_BY_FETCH = [
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10_080,
];

const USED = [...Object.values(PORT_OFFSETS), ...INSTANCE_OFFSETS.map(({ http }) => http)];

function portBaseOf(text: string | undefined): number {
  const base = numberOf('port-base', text, DEFAULT_PORT_BASE, { min: 1_024, max: HIGHEST_BASE, whole: true });
  const blocked = USED.find((offset) => BLOCKED_BY_FETCH.includes(base + offset));
  if (blocked === undefined) return base;
  throw new StackError(
    `--port-base ${base} would use port ${base + blocked}, which browsers refuse; try ${base + 100}`,
  );
}

/**
 * Reads names of approaches separated by commas, or `all`; `hybrid` is always among them.
 * @param from the option or variable that holds the list, for the message
 * @throws StackError that lists the approaches when a name is unknown or none is given
 */
export function approachesNamed(list: string, from: string): readonly string[] {
  try {
    if (/[^\s,]/.test(list)) return approachesIn(list);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new StackError(
    `${from} must be ${APPROACHES.join(', ')} (several with commas), or all, not "${list}"`,
  );
}

const ONE_OR_TWO = { min: 1, max: 2, whole: true };

/** @throws StackError for an unknown option or a bad value */
export function startArguments(args: readonly string[]): StartArguments {
  const values = parse(args, Object.keys(OPTIONS) as OptionName[]);
  const drivers = numberOf('drivers', values.drivers, 200, { min: 1, max: 100_000, whole: true });
  const ridesPerSecond = numberOf('rides-per-second', values['rides-per-second'], 2, {
    min: 0,
    max: 1_000,
    whole: false,
  });
  const idle = (['drivers', 'rides-per-second'] as const).filter((name) => values[name] !== undefined);
  if (values['no-simulator'] && idle.length > 0) {
    throw new StackError(`--${idle[0]} is for the simulator, which --no-simulator leaves out`);
  }
  return {
    help: values.help === true,
    simulator: values['no-simulator'] ? false : { drivers, ridesPerSecond },
    dashboard: !values['no-dashboard'],
    portBase: portBaseOf(values['port-base']),
    cluster: values.cluster === true,
    tls: values.tls === true,
    instances: numberOf('instances', values.instances, values.cluster ? 2 : 1, ONE_OR_TWO) === 2 ? 2 : 1,
    ...(values.approaches !== undefined && {
      approaches: approachesNamed(values.approaches, '--approaches'),
    }),
  };
}

/** The simulator checks its own options, so that everything that is not for `serve` is passed to it. */
function simulatorOptions(args: readonly string[]): string[] {
  const isOurs = (arg: string | undefined) => arg === '--help' || arg?.startsWith('--port-base') === true;
  return args.filter((arg, at) => !isOurs(arg) && args[at - 1] !== '--port-base');
}

/**
 * `forApp` is the command line of the served app.
 * @throws StackError for an unknown option or a bad value
 */
export function serveArguments(
  args: readonly string[],
  service?: string,
): { readonly help: boolean; readonly portBase: number; readonly forApp: readonly string[] } {
  const forApp = service === 'fleet-simulator' ? simulatorOptions(args) : [];
  const values = parse(
    args.filter((arg) => !forApp.includes(arg)),
    ['port-base', 'help'],
  );
  return { help: values.help === true, portBase: portBaseOf(values['port-base']), forApp };
}

/** @throws StackError when there is anything but --help */
export const noArguments = (args: readonly string[]): { readonly help: boolean } => ({
  help: parse(args, ['help']).help === true,
});
