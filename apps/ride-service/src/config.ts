import { approachesIn } from '@ride-hailing/contracts';
import { address, baseConfig, hostAndPort, milliseconds, parseConfig, port } from '@ride-hailing/service-kit';
import { z } from 'zod';

/** APPROACHES: `all`, or names separated by commas. */
const approachList = () =>
  z
    .string()
    .default('')
    .transform((list, context) => {
      try {
        return approachesIn(list);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        context.addIssue({ code: 'custom', message: `has ${error.message}` });
        return z.NEVER;
      }
    });

export const configSchema = z.object({
  ...baseConfig.service({ httpPort: 3001 }),
  ...baseConfig.identity(),
  ...baseConfig.database(),
  ...baseConfig.nats({ user: 'ride-service' }),
  grpcPort: port(3011),
  coordinatorGrpcUrl: hostAndPort().default('127.0.0.1:3010'),
  /** A participant that has waited for longer asks the coordinator what became of the assignment. */
  reservationAskAfterMs: milliseconds(10_000),
  /** What others may have of rides, beside the essential fields that `hybrid` needs. */
  approaches: approachList(),
  /** `shared-cache`: where current rides are cached. Without it: the NATS of NATS_URL. */
  sharedCacheUrl: address(['nats', 'tls', 'redis', 'rediss']).optional(),
  /** `shared-files`: where current rides are filed. Without it: the NATS of NATS_URL. http(s): an S3 endpoint. */
  sharedFilesUrl: address(['nats', 'tls', 'http', 'https']).optional(),
  sharedFilesAccessKeyId: z.string().optional(),
  sharedFilesSecretAccessKey: z.string().optional(),
  sharedFilesRegion: z.string().optional(),
});

export type Config = z.output<typeof configSchema>;

type S3Keys = 'sharedFilesAccessKeyId' | 'sharedFilesSecretAccessKey';

/** What an S3 endpoint needs of the other variables. */
export function checkSharedFiles(
  config: Pick<Config, 'sharedFilesUrl' | S3Keys>,
  context: z.RefinementCtx,
): void {
  if (!config.sharedFilesUrl?.startsWith('http')) return;
  for (const key of ['sharedFilesAccessKeyId', 'sharedFilesSecretAccessKey'] as const) {
    if (config[key]) continue;
    const message = 'is not set; SHARED_FILES_URL is an S3 endpoint, which asks for it';
    context.addIssue({ code: 'custom', path: [key], message });
  }
}

export const readEnvironment = (): Config => parseConfig(configSchema.superRefine(checkSharedFiles));
