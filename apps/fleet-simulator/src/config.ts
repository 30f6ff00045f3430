import {
  baseConfig,
  httpInstances,
  milliseconds,
  privateKey,
  probability,
  checkConfig,
  realNumber,
  wholeNumber,
} from '@ride-hailing/service-kit';
import { z } from 'zod';
import { OPTIONS, readCommandLine, USAGE } from './command-line';
import { mostPhones } from './phones/most-phones';
import { findTrace } from './trace/trace-file';

const { natsUrl, tlsFolder } = baseConfig.nats({ user: 'phone' });

const schema = z.object({
  ...baseConfig.service({ httpPort: 3003 }),
  /** Where each phone connects, with its driver's token. */
  natsUrl,
  tlsFolder,
  /** Signs the tokens of the simulated riders and drivers. */
  jwtPrivateKey: privateKey(),
  /** Verifies the token of a dispatcher who changes the rates. */
  ...baseConfig.identity(),
  gatewayUrl: httpInstances('http://127.0.0.1:3000'),
  drivers: wholeNumber(200, { min: 1, max: 100_000 }).refine((drivers) => drivers <= mostPhones(), {
    error: () => `must be at most ${mostPhones()}: each driver's phone has a connection (see ulimit -n)`,
  }),
  updateIntervalMs: wholeNumber(1_000, { min: 20, max: 3_600_000 }),
  ridesPerSecond: realNumber(2, { max: 1_000 }).unwrap().optional(),
  rideTimeScale: realNumber(30, { min: 1, max: 10_000 }),
  maxOpenRides: wholeNumber(200, { min: 1, max: 10_000 }),
  rideSweepMs: milliseconds(60_000),
  seed: wholeNumber(1, { max: 2 ** 32 - 1 }),
  traceFile: z
    .string()
    .refine(
      (given) => findTrace(given) !== undefined,
      'names no file, and no recording that comes with the app',
    )
    .optional(),
  traceSpeed: realNumber(1, { min: 0.01, max: 10_000 }),
  duplicates: probability(0),
  outOfOrder: probability(0),
  invalid: probability(0),
});

export type Config = Omit<z.output<typeof schema>, 'ridesPerSecond'> & { ridesPerSecond: number };

export type ConfigAnswer =
  | { readonly kind: 'run'; readonly config: Config }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'faults'; readonly text: string };

/** Reads the environment, overridden by the command line. Reports all faults of both, by variable and option. */
export const configFrom = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ConfigAnswer => {
  const commandLine = readCommandLine(args);
  if (commandLine.kind === 'help') return { kind: 'help', text: USAGE };
  const given = commandLine.kind === 'run' ? commandLine.environment : {};
  const reading = checkConfig(schema, { ...environment, ...given });
  const faults = [
    ...(commandLine.kind === 'fault' ? [commandLine.fault] : []),
    ...Object.entries(given).flatMap(([variable, value]) =>
      value === '' ? [`${nameOf(variable)} is empty`] : [],
    ),
    ...(reading.ok ? [] : reading.faults.map(({ variable, message }) => `${nameOf(variable)} ${message}`)),
  ];
  if (!reading.ok || faults.length > 0) {
    const lines = [...new Set(faults)].map((fault) => `  ${fault}`);
    return { kind: 'faults', text: ['fleet-simulator cannot start:', ...lines, 'See --help.'].join('\n') };
  }
  const { ridesPerSecond = reading.config.traceFile ? 0 : 2, ...rest } = reading.config;
  return { kind: 'run', config: { ...rest, ridesPerSecond } };
};

const nameOf = (variable: string): string => {
  const option = OPTIONS.find((known) => known.variable === variable);
  return option ? `${variable} (--${option.name})` : variable;
};

/** Exits with 0 after --help, and with 1 after naming every fault. */
export const readConfig = (): Config => {
  const answer = configFrom(process.argv.slice(2), process.env);
  if (answer.kind === 'run') return answer.config;
  const [stream, status] = answer.kind === 'help' ? [process.stdout, 0] : [process.stderr, 1];
  stream.write(`${answer.text}\n`);
  process.exit(status);
};
