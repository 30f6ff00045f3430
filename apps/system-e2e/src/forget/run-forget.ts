import { APPROACHES } from '@ride-hailing/contracts';
import { workspaceRoot } from '@ride-hailing/stack';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { System } from '../running-system/system';

const ENDS_WITHIN_MS = 90_000;

interface ForgetEnd {
  /** Null when it was killed. */
  readonly code: number | null;
  /** stdout, and after it stderr. */
  readonly output: string;
}

/**
 * Runs the built command as `npm run forget` does.
 * @param options.killAt kills it as soon as it has written this text
 * @param options.env adds variables, such as the addresses of shared stores
 */
export async function runForget(
  system: System,
  args: readonly string[],
  { killAt, env: more }: { killAt?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<ForgetEnd> {
  const { url, user, password } = system.brokerLogin('operator');
  const { authorization } = await system.as('dispatcher', 'operator');
  const env = {
    PATH: process.env['PATH'],
    RIDE_SERVICE_URL: system.rideService,
    DISPATCHER_TOKEN: authorization.slice('Bearer '.length),
    ...{ NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password },
    DRIVER_SERVICE_DATABASE_URL: system.databaseUrl('driver-service'),
    GATEWAY_DATABASE_URL: system.databaseUrl('gateway'),
    APPROACHES: APPROACHES.join(','),
    ...more,
  };
  const child = spawn(process.execPath, [join(workspaceRoot(), 'dist/forget/main.js'), ...args], { env });
  const timer = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
    if (killAt && stdout.includes(killAt)) child.kill('SIGKILL');
  });
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  const output = `${stdout}${stderr}`.trim();
  console.log(`forget ${args.join(' ')}: exit code ${code}\n${output}`);
  return { code, output };
}
