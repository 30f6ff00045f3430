import { parseArgs } from 'node:util';

interface Option {
  readonly name: string;
  readonly variable: string;
  readonly help: string;
}

/** Each option overrides a variable of the environment. */
export const OPTIONS: readonly Option[] = [
  { name: 'drivers', variable: 'DRIVERS', help: 'how many drivers, d-1 to d-N (200)' },
  { name: 'update-interval-ms', variable: 'UPDATE_INTERVAL_MS', help: 'pause between updates of one (1000)' },
  {
    name: 'rides-per-second',
    variable: 'RIDES_PER_SECOND',
    help: 'rides asked for a second (2; 0 with --trace)',
  },
  { name: 'ride-time-scale', variable: 'RIDE_TIME_SCALE', help: 'how much faster than life rides go (30)' },
  { name: 'max-open-rides', variable: 'MAX_OPEN_RIDES', help: 'the most rides at once (200)' },
  {
    name: 'gateway-url',
    variable: 'GATEWAY_URL',
    help: 'where riders ask; several with commas (http://127.0.0.1:3000)',
  },
  { name: 'seed', variable: 'SEED', help: 'same seed, same city (1)' },
  { name: 'trace', variable: 'TRACE_FILE', help: 'replay recorded updates (NDJSON file or seoul-sample)' },
  { name: 'speed', variable: 'TRACE_SPEED', help: 'how much faster than recorded (1)' },
  { name: 'duplicates', variable: 'DUPLICATES', help: 'probability that an update is sent twice (0)' },
  { name: 'out-of-order', variable: 'OUT_OF_ORDER', help: 'probability that it comes after a newer one (0)' },
  { name: 'invalid', variable: 'INVALID', help: 'probability that it is broken (0)' },
];

export const USAGE = [
  'fleet-simulator [options]    each option also as a variable of the environment',
  ...OPTIONS.map(({ name, variable, help }) => `  --${name.padEnd(20)} ${variable.padEnd(20)} ${help}`),
  `  --${'help'.padEnd(20)} ${''.padEnd(20)} this text`,
].join('\n');

type CommandLine =
  | { readonly kind: 'run'; readonly environment: Record<string, string> }
  | { readonly kind: 'help' }
  | { readonly kind: 'fault'; readonly fault: string };

/** The values of the command line, keyed by variable. An unknown option or one without its value is a fault. */
export const readCommandLine = (args: readonly string[]): CommandLine => {
  const options = Object.fromEntries(OPTIONS.map(({ name }) => [name, { type: 'string' as const }]));
  try {
    const values: Record<string, unknown> = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean' as const } },
      allowPositionals: false,
    }).values;
    if (values['help'] === true) return { kind: 'help' };
    const set = OPTIONS.flatMap(({ name, variable }) => {
      const value = values[name];
      return typeof value === 'string' ? [[variable, value] as const] : [];
    });
    return { kind: 'run', environment: Object.fromEntries(set) };
  } catch (error) {
    return { kind: 'fault', fault: (error as Error).message };
  }
};
