import { readFileSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { RemoteClient } from '@ride-hailing/remote-calls';
import { Pool } from 'pg';
import type { ParticipantName } from '../src/coordinator/assignment-record';
import { Coordinator, CoordinatorEvents, type Point } from '../src/coordinator/coordinator';
import { GrpcParticipantClient } from '../src/coordinator/grpc-participant.client';
import type { Participant } from '../src/coordinator/participant.port';
import { PostgresAssignmentLog } from '../src/coordinator/postgres-assignment-log';
import { FaultyParticipant, type Faults } from './faulty-participant';
import { ForgetfulLog } from './forgetful-log';

/** One assignment, the faults of its messages, and the point at which its coordinator crashes. */
export interface CrashCase {
  readonly rideId: string;
  readonly driverId: string;
  readonly point: Point;
  readonly faults: Readonly<Record<ParticipantName, Faults>>;
}

export interface CrashOrder {
  readonly databaseUrl: string;
  readonly grpcUrls: Readonly<Record<ParticipantName, string>>;
  readonly heldMs: number;
  /** Keeps decisions in memory only. */
  readonly forgetful: boolean;
  readonly cases: readonly CrashCase[];
}

/** Printed as one line of JSON before the crash. `reached`: it crashed there; otherwise it had ended or was left to recovery. */
export interface CrashReport {
  readonly assignmentId: string;
  readonly rideId: string;
  readonly reached: boolean;
}

const AT_ONCE = 16;
const DEADLINE_MS = 5_000;
const PHASE_TWO_MS = 400;
const NEAR = { lat: 37.5665, lng: 126.978 };

/**
 * A coordinator in its own process, which stops each of many assignments at its point. When all have stopped it kills
 * itself without cleaning up, so that each is interrupted right there.
 */
class CrashingCoordinator {
  private readonly pool: Pool;
  private readonly log;
  private readonly participants: Readonly<Record<ParticipantName, Participant>>;

  constructor(private readonly order: CrashOrder) {
    this.pool = new Pool({ connectionString: order.databaseUrl, max: AT_ONCE });
    const log = new PostgresAssignmentLog(() => this.pool, order.heldMs);
    this.log = order.forgetful ? new ForgetfulLog(log) : log;
    const client = (target: ParticipantName) => new RemoteClient(order.grpcUrls[target], { target });
    this.participants = {
      'driver-service': new GrpcParticipantClient(client('driver-service'), DEADLINE_MS),
      'ride-service': new GrpcParticipantClient(client('ride-service'), DEADLINE_MS),
    };
  }

  async run(): Promise<never> {
    const waiting = [...this.order.cases];
    const reports: CrashReport[] = [];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift())
        reports.push(await this.untilPoint(next));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    writeSync(1, `${JSON.stringify(reports)}\n`);
    process.kill(process.pid, 'SIGKILL');
    return new Promise<never>(() => undefined);
  }

  private async untilPoint({ rideId, driverId, point, faults }: CrashCase): Promise<CrashReport> {
    const caller = { requestedBy: 'anonymous', idempotencyKey: null };
    const { assignment } = await this.log.begin({ rideId, driverAsked: driverId, near: NEAR, ...caller });
    const { id: assignmentId } = assignment;
    const reached = await new Promise<boolean>((resolve, reject) => {
      const participantOf = (name: ParticipantName) =>
        new FaultyParticipant(this.participants[name], faults[name]);
      const coordinator = new Coordinator({
        log: this.log,
        participants: {
          'driver-service': participantOf('driver-service'),
          'ride-service': participantOf('ride-service'),
        },
        events: new CoordinatorEvents(),
        pause: (ms) => delay(ms),
        retryAfterMs: () => 100,
        at: (here) => {
          if (here !== point) return Promise.resolve();
          resolve(true);
          return new Promise<never>(() => undefined);
        },
      });
      coordinator.run(assignment, PHASE_TWO_MS).then(() => resolve(false), reject);
    });
    return { assignmentId, rideId, reached };
  }
}

if (require.main === module) {
  void new CrashingCoordinator(JSON.parse(readFileSync(0, 'utf8')) as CrashOrder).run();
}
