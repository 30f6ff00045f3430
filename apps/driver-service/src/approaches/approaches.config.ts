import { type Approach, approachesIn } from '@ride-hailing/contracts';
import { z } from 'zod';

/** APPROACHES: `all`, or names separated by commas. */
export const approachList = () =>
  z
    .string()
    .default('')
    .transform((list, context): readonly Approach[] => {
      try {
        return approachesIn(list);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        context.addIssue({ code: 'custom', message: `has ${error.message}` });
        return z.NEVER;
      }
    });

interface ApproachConfig {
  readonly approaches: readonly Approach[];
  readonly approach: Approach;
  readonly rideViewDatabaseUrl?: string;
  readonly sharedFilesUrl?: string;
  readonly sharedFilesAccessKeyId?: string;
  readonly sharedFilesSecretAccessKey?: string;
}

/** What an approach that is on needs of the other variables. */
export function checkApproaches(config: ApproachConfig, context: z.RefinementCtx<ApproachConfig>): void {
  const { approaches, approach } = config;
  const fault = (path: keyof ApproachConfig, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (!approaches.includes(approach)) {
    fault('approach', `must be one that APPROACHES has on: ${approaches.join(', ')}`);
  }
  if (approaches.includes('database-view') && !config.rideViewDatabaseUrl) {
    fault('rideViewDatabaseUrl', 'is not set; APPROACHES has database-view on, which reads it');
  }
  const isS3 = config.sharedFilesUrl?.startsWith('http') ?? false;
  for (const key of ['sharedFilesAccessKeyId', 'sharedFilesSecretAccessKey'] as const) {
    if (isS3 && !config[key]) fault(key, 'is not set; SHARED_FILES_URL is an S3 endpoint, which asks for it');
  }
}
