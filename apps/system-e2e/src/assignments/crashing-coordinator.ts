import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';
import type { System } from '../running-system/system';

const root = workspaceRoot();
const PROGRAM = join(root, 'apps/gateway/test/crashing-coordinator.ts');
const DEAD_WITHIN_MS = 90_000;
const LONGEST_REPORT = 4 * 1024 * 1024;

export const POINTS = [
  'begun',
  'tried driver-service',
  'tried ride-service',
  'decided',
  'told driver-service',
  'told ride-service',
  'all told',
  'ended',
] as const;

export const FAULTS = ['none', 'lost', 'late', 'duplicated'] as const;
type Fault = (typeof FAULTS)[number];

interface Faults {
  readonly try: Fault;
  readonly phaseTwo: Fault;
}

/** Where the coordinator dies, and what happens to the messages of each participant. */
export interface Plan {
  readonly point: (typeof POINTS)[number];
  readonly faults: Readonly<Record<'driver-service' | 'ride-service', Faults>>;
  /** The driver is unknown, so that the assignment is cancelled. */
  readonly refused: boolean;
}

export interface CrashCase extends Omit<Plan, 'refused'> {
  readonly rideId: string;
  readonly driverId: string;
}

export interface CrashReport {
  readonly assignmentId: string;
  readonly rideId: string;
  readonly reached: boolean;
}

const pairs = FAULTS.flatMap((driver) => FAULTS.map((ride) => [driver, ride] as const));
const none: Faults = { try: 'none', phaseTwo: 'none' };

/** Every point with every fault of both participants' Try, of their Confirm, and of their Cancel after a refusal. */
export const crashCases = (): Plan[] =>
  POINTS.flatMap((point) =>
    pairs.flatMap(([driver, ride]): Plan[] => {
      const faults = (phase: keyof Faults) => ({
        'driver-service': { ...none, [phase]: driver },
        'ride-service': { ...none, [phase]: ride },
      });
      return [
        { point, refused: false, faults: faults('try') },
        { point, refused: false, faults: faults('phaseTwo') },
        { point, refused: true, faults: faults('phaseTwo') },
      ];
    }),
  );

/** Cases that reveal an unwritten decision: one participant has received it, the other has not. */
export const forgetfulCases = (): Plan[] =>
  Array.from({ length: 4 }, () => ({
    point: 'told driver-service',
    refused: false,
    faults: { 'driver-service': none, 'ride-service': { ...none, phaseTwo: 'late' } },
  }));

/** Runs the gateway's test program until it has killed itself, and returns the report that it printed before. */
export function crashingCoordinator(
  system: System,
  cases: readonly CrashCase[],
  forgetful: boolean,
): Promise<CrashReport[]> {
  const { env } = system.process('gateway').spec;
  const order = {
    databaseUrl: system.databaseUrl('gateway'),
    grpcUrls: {
      'driver-service': env.DRIVER_SERVICE_GRPC_URL,
      'ride-service': env.RIDE_SERVICE_GRPC_URL,
    },
    heldMs: 500,
    forgetful,
    cases,
  };
  return new Promise((resolve, reject) => {
    const args = ['-r', '@swc-node/register', PROGRAM];
    const options = { cwd: root, timeout: DEAD_WITHIN_MS, maxBuffer: LONGEST_REPORT };
    const child = execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (error?.signal === 'SIGKILL' && stdout) resolve(JSON.parse(stdout) as CrashReport[]);
      else reject(new Error(`it did not kill itself: ${error?.message ?? 'it ended'}\n${stderr}`));
    });
    child.stdin?.end(JSON.stringify(order));
  });
}
