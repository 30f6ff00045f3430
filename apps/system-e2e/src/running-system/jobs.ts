import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { System } from './system';

const ENDS_WITHIN_MS = 120_000;

/** Service, folder and arguments of the programs that `npm run` rebuild, reconcile, republish and provision start. */
const JOBS = {
  rebuild: ['driver-service', 'ride-copy-repair', 'rebuild', 'ride-copy'],
  reconcile: ['driver-service', 'ride-copy-repair', 'reconcile', 'ride-copy'],
  republish: ['ride-service', 'republish', 'ride-events'],
  'republish publications': ['ride-service', 'republish', 'ride-publications'],
  'restore ride-service': ['ride-service', 'restore-schema'],
  'restore driver-service': ['driver-service', 'restore-schema'],
  'restore gateway': ['gateway', 'restore-schema'],
} as const;

interface JobEnd {
  readonly code: number;
  /** stdout, and after it stderr. */
  readonly output: string;
}

/** Runs a service's job with the environment of that service, as an operator does, and logs its output. */
export function runJob(system: System, name: keyof typeof JOBS, ...options: string[]): Promise<JobEnd> {
  const [service, folder, ...args] = JOBS[name];
  const { env, args: started } = system.process(service).spec;
  // The job comes from the build that the service runs now.
  const dist = dirname(started.at(-1) ?? '');
  const program = join(dist, 'apps', service, 'src', folder, 'main.js');
  return new Promise((resolve, reject) => {
    const ended = (error: Error | null, stdout: string, stderr: string) => {
      const output = `${stdout}${stderr}`.trim();
      console.log(`${name}: ${output.replaceAll('\n', '; ')}`);
      const code = error && 'code' in error ? error.code : 0;
      if (typeof code === 'number') resolve({ code, output });
      else reject(error ?? new Error(output));
    };
    execFile(process.execPath, [program, ...args, ...options], { env, timeout: ENDS_WITHIN_MS }, ended);
  });
}
