import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { RunContext } from '../../runner/experiment';
import { serviceProfiling } from '../../runner/service-profiling';
import type { LabSystem } from '../../world/lab-system';

const ENDS_WITHIN_MS = 600_000;
const execute = promisify(execFile);

/**
 * Runs the job of `npm run rebuild -- ride-copy` to its end, out of the build that driver-service runs.
 * @returns what it said
 * @throws Error when it fails
 */
export async function runRebuild(
  system: LabSystem,
  { signal, profileFolder }: Pick<RunContext, 'signal' | 'profileFolder'>,
): Promise<string> {
  const { env, args } = system.process('driver-service').spec;
  const build = dirname(args.at(-1) ?? '');
  const program = join(build, 'apps/driver-service/src/ride-copy-repair/main.js');
  const { stdout } = await execute(process.execPath, [program, 'rebuild', 'ride-copy'], {
    env: { ...env, ...serviceProfiling('rebuild', profileFolder) },
    timeout: ENDS_WITHIN_MS,
    signal,
    killSignal: 'SIGKILL',
  });
  return stdout;
}
