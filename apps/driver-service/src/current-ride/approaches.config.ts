import { type Approach, APPROACH_TABLE } from '@ride-hailing/contracts';
import { checkS3Keys } from '@ride-hailing/shared-store';
import type { z } from 'zod';

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
  for (const name of approaches) {
    const { needs } = APPROACH_TABLE[name];
    if (needs && !config[needs]) fault(needs, `is not set; APPROACHES has ${name} on, which reads it`);
  }
  checkS3Keys(config, context);
}
