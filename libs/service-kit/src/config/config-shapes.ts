import { faultOfAddress, faultOfAddresses, faultOfHostAndPort, serversOf } from '@ride-hailing/addresses';
import { faultOfCertificates } from '@ride-hailing/certificates';
import { z } from 'zod';
import { publicKey } from '../identity/token-keys';

const asNumber = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  return /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
};

const number = () => z.number('must be a number');

const rangeOf = (min: number, max: number): string =>
  max >= Number.MAX_SAFE_INTEGER ? `must be at least ${min}` : `must be from ${min} to ${max}`;

/** A whole number within bounds; `fallback` is used when the variable is not set. */
export const wholeNumber = (fallback: number, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}) =>
  z
    .preprocess(
      asNumber,
      number().int('must be a whole number').min(min, rangeOf(min, max)).max(max, rangeOf(min, max)),
    )
    .default(fallback);

/** A TCP port; with 0 the system chooses a free one. */
export const port = (fallback: number) => wholeNumber(fallback, { max: 65_535 });

/** A duration in milliseconds, at least 1. */
export const milliseconds = (fallback: number) => wholeNumber(fallback, { min: 1, max: 2_147_483_647 });

/** A number within bounds, fractions allowed. */
export const realNumber = (fallback: number, { min = 0, max = Number.MAX_VALUE } = {}) =>
  z.preprocess(asNumber, number().min(min, rangeOf(min, max)).max(max, rangeOf(min, max))).default(fallback);

/** A probability from 0 to 1. */
export const probability = (fallback: number) => realNumber(fallback, { max: 1 });

const text = (faultOf: (value: string) => string | undefined) =>
  z.string('is not set').superRefine((value, context) => {
    const message = faultOf(value);
    if (message) context.addIssue({ code: 'custom', message });
  });

/**
 * An address with one of the given schemes, such as `['http', 'https']`. When `nats` and `tls` are among them, the
 * value may list several such addresses, separated by commas.
 */
export const address = (schemes: readonly string[]) => text((value) => faultOfAddress(value, schemes));

/** Addresses of all instances of an HTTP service, separated by commas. */
export const httpInstances = (fallback: string) =>
  text((value) => faultOfAddresses(value, ['http', 'https']))
    .default(fallback)
    .transform(serversOf);

/** `host:port`, the form that gRPC needs, or several of IP addresses, separated by commas. */
export const hostAndPort = () => text(faultOfHostAndPort);

/** `true` or `false` as text, in a variable or in a query string. */
export const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'], 'must be true or false')
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true');

export const secret = () => z.string('is not set').min(1, 'is not set');

/**
 * TLS_FOLDER: `ca.crt`, `tls.crt` and `tls.key`, by which this process shows who it is and knows others. Not set:
 * connections are in the clear, except where an address says otherwise.
 */
const tls = () => ({ tlsFolder: text(faultOfCertificates).optional() });

/** Parts of a schema that an app's `config.ts` spreads into its own. */
export const baseConfig = {
  /**
   * HOST, ALLOW_NON_LOOPBACK, HTTP_PORT, LOG_LEVEL, SHUTDOWN_TIMEOUT_MS: what `runService` needs. OTEL_…: where traces go;
   * other values of OpenTelemetry's variables would mean something that this system does not do.
   */
  service: (defaults: { httpPort: number }) => ({
    host: z.string().default('127.0.0.1'),
    /** Whether `host` may be an address that other machines reach. */
    allowNonLoopback: flag(false),
    httpPort: port(defaults.httpPort),
    logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    shutdownTimeoutMs: milliseconds(10_000),
    otelExporterOtlpEndpoint: address(['http', 'https']).optional(),
    otelExporterOtlpProtocol: z.enum(['http/json'], 'must be http/json').optional(),
    otelTracesSampler: z.enum(['parentbased_traceidratio'], 'must be parentbased_traceidratio').optional(),
    /** The share of traces to record that begin in this service. */
    otelTracesSamplerArg: probability(0.01),
  }),
  /** GRPC_PORT and GRPC_REFLECTION: the gRPC server, and whether it offers reflection to tools. TLS_FOLDER. */
  grpc: (defaults: { grpcPort: number }) => ({
    grpcPort: port(defaults.grpcPort),
    grpcReflection: flag(true),
    ...tls(),
  }),
  /**
   * SHARED_CACHE_URL and SHARED_FILES_…: the stores that services share, when these are not in the NATS of NATS_URL.
   */
  sharedStores: () => ({
    sharedCacheUrl: address(['nats', 'tls', 'redis', 'rediss']).optional(),
    /** An http(s) address is an S3 endpoint with the bucket as its path. */
    sharedFilesUrl: address(['nats', 'tls', 'http', 'https']).optional(),
    sharedFilesAccessKeyId: z.string().optional(),
    sharedFilesSecretAccessKey: z.string().optional(),
    sharedFilesRegion: z.string().optional(),
  }),
  /** JWT_PUBLIC_KEY and JWT_AUDIENCE: the key and the audience of accepted tokens. */
  identity: () => ({
    jwtPublicKey: publicKey(),
    jwtAudience: z.string().min(1).default('ride-hailing'),
  }),
  /** DATABASE_URL. */
  database: () => ({ databaseUrl: address(['postgres', 'postgresql']) }),
  /** NATS_URL (several servers with commas; `tls://` encrypts), NATS_USER, NATS_PASSWORD, TLS_FOLDER. */
  nats: (defaults: { user: string }) => ({
    natsUrl: address(['nats', 'tls']).default('nats://127.0.0.1:3022'),
    natsUser: z.string().default(defaults.user),
    natsPassword: secret(),
    ...tls(),
  }),
};
