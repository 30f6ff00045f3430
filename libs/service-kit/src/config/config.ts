import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigFault {
  variable: string;
  message: string;
}

export type ConfigReading<T> = { ok: true; config: T } | { ok: false; faults: ConfigFault[] };

/** `rideServiceGrpcUrl` is read from `RIDE_SERVICE_GRPC_URL`. */
const variableName = (key: string): string => key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();

/** With certificates, an address of Postgres says whether it uses them: otherwise it would connect in the clear. */
const silentOnEncryption = ({ tlsFolder, ...others }: Readonly<Record<string, unknown>>): ConfigFault[] =>
  Object.entries(others).flatMap(([key, value]) =>
    tlsFolder && typeof value === 'string' && /^postgres(ql)?:/i.test(value) && !/[?&]sslmode=/.test(value)
      ? [
          {
            variable: variableName(key),
            message:
              'must say how it is encrypted, since TLS_FOLDER is set: ' +
              '?sslmode=verify-full&sslrootcert=<file>&sslcert=<file>&sslkey=<file>, or ?sslmode=disable',
          },
        ]
      : [],
  );

/**
 * Reads every key of the schema from its environment variable. An empty variable counts as not set.
 * Reports all faults together. A fault never repeats a value, which may be a secret.
 */
export function checkConfig<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
): ConfigReading<z.output<Schema>> {
  const input = Object.fromEntries(
    Object.keys(schema.shape).map((key) => [key, environment[variableName(key)] || undefined]),
  );
  const result = schema.safeParse(input);
  if (result.success) {
    const silent = silentOnEncryption(result.data);
    return silent.length === 0 ? { ok: true, config: result.data } : { ok: false, faults: silent };
  }
  const faults = result.error.issues.map(({ path, message }) => ({
    variable: path.length > 0 ? variableName(String(path[0])) : '(environment)',
    message,
  }));
  return { ok: false, faults };
}

export const describeFaults = (faults: readonly ConfigFault[]): string =>
  [
    'The environment is not complete:',
    ...faults.map(({ variable, message }) => `  ${variable} ${message}`),
  ].join('\n');

/**
 * Reads the configuration, or prints every fault and ends the process with status 1.
 * Each app calls it once, in its `config.ts`.
 */
export function parseConfig<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment = process.env,
): z.output<Schema> {
  const reading = checkConfig(schema, environment);
  if (reading.ok) return reading.config;
  process.stderr.write(`${describeFaults(reading.faults)}\n`);
  process.exit(1);
}
