import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { System } from './system';

const ENDS_WITHIN_MS = 120_000;

/** The programs behind `npm run rebuild`, `reconcile`, `republish`, and of the services behind `provision`. */
const JOBS = {
  rebuild: ['driver-service', 'ride-copy-repair', 'rebuild', 'ride-copy'],
  reconcile: ['driver-service', 'ride-copy-repair', 'reconcile', 'ride-copy'],
  republish: ['ride-service', 'republish', 'ride-events'],
  'republish publications': ['ride-service', 'republish', 'ride-publications'],
  'restore ride-service': ['ride-service', 'restore-schema'],
  'restore driver-service': ['driver-service', 'restore-schema'],
  'restore gateway': ['gateway', 'restore-schema'],
} as const;

export interface JobEnd {
  readonly code: number;
  /** What it said, the complaints last. */
  readonly output: string;
}

/** Runs a service's job as an operator does, with the environment of that service; says what it said. */
export function runJob(system: System, name: keyof typeof JOBS, ...options: string[]): Promise<JobEnd> {
  const [service, folder, ...args] = JOBS[name];
  const { env, args: started } = system.process(service).spec;
  // In the build that runs now.
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
