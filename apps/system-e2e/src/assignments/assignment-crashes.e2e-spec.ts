import { ParticipantServiceClient } from '@ride-hailing/contracts';
import { credentials, type ServiceError, status } from '@grpc/grpc-js';
import { eventually } from '@ride-hailing/testing';
import { unfinished } from '../running-system/assignments';
import { inParallel } from '../running-system/in-parallel';
import { introduce, requestedRide } from '../running-system/rides';
import { startSystem, type System } from '../running-system/system';
import { anomaliesOfAssignments } from './assignment-anomalies';
import {
  type CrashCase,
  crashCases,
  type CrashReport,
  crashingCoordinator,
  FAULTS,
  forgetfulCases,
  type Plan,
  POINTS,
} from './crashing-coordinator';

const RECOVERED_WITHIN_MS = 60_000;
const AT_ONCE = 16;
const CALL_WITHIN_MS = 5_000;
/** Short times, so that another coordinator soon takes over what a dead one has left. */
const COORDINATOR = { RECOVER_AFTER_MS: '3000', RECOVER_EVERY_MS: '100' };

describe('when the coordinator dies', () => {
  let system: System;
  let participants: ParticipantServiceClient[];

  beforeAll(async () => {
    system = await startSystem({ env: { gateway: COORDINATOR } });
    participants = ['DRIVER_SERVICE_GRPC_URL', 'RIDE_SERVICE_GRPC_URL'].map((variable) => {
      const url = system.process('gateway').spec.env[variable] ?? '';
      return new ParticipantServiceClient(url, credentials.createInsecure());
    });
  }, 120_000);

  afterAll(async () => {
    for (const client of participants) client.close();
    await system.stop();
  });

  /**
   * Makes a ride and a driver for each plan, and lets a coordinator die at the point of each plan. The gateway that
   * starts afterwards finds what they have left.
   */
  async function dieAndRecover(
    plans: readonly Plan[],
    name: string,
    forgetful = false,
  ): Promise<CrashReport[]> {
    const drivers = plans.map((_plan, index) => `${name}-${index}`);
    // Drivers that must be refused stay unknown.
    await introduce(
      system,
      drivers.filter((_driver, index) => !plans[index]?.refused),
    );
    const known = plans.filter(({ refused }) => !refused).length;
    const named = () =>
      system.count('driver_service', 'driver_positions WHERE driver_id LIKE $1', [`${name}-%`]);
    await eventually(async () => (await named()) === known);
    const rides = await inParallel(plans, AT_ONCE, () => requestedRide(system));
    const cases = plans.map(({ point, faults }, index): CrashCase => ({
      point,
      faults,
      rideId: rides[index]!.id,
      driverId: drivers[index]!,
    }));
    await system.process('gateway').kill('SIGKILL');
    const reports = await crashingCoordinator(system, cases, forgetful);
    await system.process('gateway').start();
    return reports;
  }

  const send = (
    client: ParticipantServiceClient,
    method: 'tryAssignment' | 'confirmAssignment' | 'cancelAssignment',
    request: { assignmentId: string; rideId: string; driverId: string },
  ): Promise<ServiceError | object> =>
    new Promise((resolve) => {
      const options = { deadline: Date.now() + CALL_WITHIN_MS };
      const answered = (error: ServiceError | null, response: object = {}) => resolve(error ?? response);
      const full = { ...request, near: { lat: 37.5, lng: 127 } };
      client.makeUnaryRequest(
        ParticipantServiceClient.service[method].path,
        ParticipantServiceClient.service[method].requestSerialize as (value: typeof full) => Buffer,
        ParticipantServiceClient.service[method].responseDeserialize,
        full,
        options,
        answered,
      );
    });

  it('ends each assignment in all databases or in none, wherever the coordinator dies and whichever replies are lost, late or duplicated', async () => {
    const plans = crashCases();
    const reports = await dieAndRecover(plans, 'crash');
    expect(reports).toHaveLength(plans.length);
    for (const point of POINTS) {
      const reached = reports.filter(({ reached: here }, index) => here && plans[index]?.point === point);
      // Reached without faults, and with each fault of a reply after which the coordinator still gets there.
      expect([point, reached.length >= FAULTS.length]).toEqual([point, true]);
    }
    await eventually(async () => (await unfinished(system)) === 0, { timeoutMs: RECOVERED_WITHIN_MS });
    expect(await anomaliesOfAssignments(system)).toEqual([]);

    // Late messages of every assignment arrive at last, in the worst order.
    const rows = await system.sql('gateway', 'SELECT id, ride_id, driver_asked, state FROM assignments');
    const messages = rows.flatMap((row) => participants.map((client) => ({ row, client })));
    const late = await inParallel(messages, AT_ONCE, async ({ row, client }) => {
      const { id, ride_id: rideId, driver_asked: driverId, state } = row;
      const request = { assignmentId: String(id), rideId: String(rideId), driverId: String(driverId) };
      const phaseTwo = state === 'CONFIRMED' ? 'confirmAssignment' : 'cancelAssignment';
      const ended = await send(client, phaseTwo, request);
      const tried = await send(client, 'tryAssignment', request);
      return { state, isDone: !('code' in ended), isAgreed: JSON.stringify(tried).includes('agreed') };
    });
    expect(late.filter(({ isDone }) => !isDone)).toEqual([]);
    expect(late.filter(({ state, isAgreed }) => isAgreed !== (state === 'CONFIRMED'))).toEqual([]);
    const cancelled = rows.filter(({ state }) => state === 'CANCELLED').length;
    expect(await anomaliesOfAssignments(system)).toEqual([]);
    const confirmed = rows.length - cancelled;
    expect(Math.min(confirmed, cancelled)).toBeGreaterThan(20);
    console.log(
      `${rows.length} assignments died at ${POINTS.length} points: ${confirmed} confirmed, ${cancelled} cancelled`,
    );
  }, 180_000);

  it('finds the mixed outcome of a coordinator that keeps its decision only in memory', async () => {
    await dieAndRecover(forgetfulCases(), 'forgetful', true);
    const MIXED = /mixed: (\S+) is \w+, driver CONFIRMED, ride CANCELLED/;
    let found = '';
    await eventually(
      async () => {
        found = (await anomaliesOfAssignments(system)).join('\n');
        return MIXED.test(found);
      },
      { timeoutMs: RECOVERED_WITHIN_MS },
    );
    // The participant reports it: nobody can carry out the decision any more.
    const id = MIXED.exec(found)?.[1] ?? '';
    const left = await send(participants[0]!, 'cancelAssignment', {
      assignmentId: id,
      rideId: '',
      driverId: '',
    });
    expect(left).toMatchObject({ code: status.FAILED_PRECONDITION });
  }, 120_000);
});
