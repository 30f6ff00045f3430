import { type Approach, APPROACHES, CONSUMERS, DEAD_LETTER_STREAMS } from '@ride-hailing/contracts';
import { aRideRequest, ChangedBuild, eventually } from '@ride-hailing/testing';
import { unsettled } from '../running-system/consumers';
import { call } from '../running-system/http';
import { runJob } from '../running-system/jobs';
import { outboxIsEmpty } from '../running-system/outbox';
import { assignedRide } from '../running-system/rides';
import type { CurrentRide, System } from '../running-system/system';
import { Deployments } from './deployments';
import { CHANGES, fieldChangeTable, type Stage } from './field-change-table';
import { EDITS, LUGGAGE } from './field-changes';

const QUIET_WITHIN_MS = 30_000;
const ANSWER_WITHIN_MS = 10_000;
const RIDER_NAME = (aRideRequest() as { rider: { name: string } }).rider.name;

const allWork = Object.fromEntries(APPROACHES.map((approach) => [approach, 'works']));

/** A driver, the ride that the driver is on, and how many dead letters there were before. */
interface Case {
  readonly driverId: string;
  readonly rideId: string;
  readonly deadLettersBefore: number;
}

async function deadLetters(system: System): Promise<number> {
  const manager = await (await system.broker('operator')).manager();
  const infos = await Promise.all(DEAD_LETTER_STREAMS.map(({ name }) => manager.streams.info(name)));
  return infos.reduce((sum, { state }) => sum + state.messages, 0);
}

/** Waits until every published message is applied or has become a dead letter. */
async function untilQuiet(system: System): Promise<void> {
  const manager = await (await system.broker('operator')).manager();
  const isCaughtUp = async (consumer: (typeof CONSUMERS)[number]) =>
    (await unsettled(manager, consumer)) === 0;
  const isQuiet = async () =>
    (await outboxIsEmpty(system)) && (await Promise.all(CONSUMERS.map(isCaughtUp))).every(Boolean);
  // One consumer publishes for another: a message that the first check missed is in the stream at the second.
  await eventually(async () => (await isQuiet()) && (await isQuiet()), { timeoutMs: QUIET_WITHIN_MS });
}

async function onRide(system: System, driverId: string): Promise<Case> {
  const deadLettersBefore = await deadLetters(system);
  const ride = await assignedRide(system, driverId);
  await untilQuiet(system);
  return { driverId, rideId: ride.id, deadLettersBefore };
}

describe.each(CHANGES)('between releases, when a field is %s', (change) => {
  const table = fieldChangeTable(change);
  let build: ChangedBuild;
  let deployments: Deployments;
  let older: Case;

  beforeAll(async () => {
    [build, deployments] = await Promise.all([ChangedBuild.of(EDITS[change]), Deployments.start()]);
  }, 180_000);

  afterAll(async () => {
    await deployments.stop();
    build.remove();
  });

  const isRight = (details: CurrentRide['details'], consumerIsNew: boolean): boolean => {
    const shown = details?.['riderName'] === RIDER_NAME;
    const wantsLuggage = change === 'added' && consumerIsNew;
    return shown && (!wantsLuggage || details['luggage'] === LUGGAGE);
  };

  /** The outcome of a read of this driver's current ride. */
  async function found(approach: Approach, of: Case, consumerIsNew: boolean): Promise<string> {
    const { system } = deployments;
    const url = `${system.driverService}/drivers/${of.driverId}/current-ride?approach=${approach}`;
    const { status, body } = await call<CurrentRide>(url);
    if (status !== 200) return String(status);
    if (body.ride === null) {
      return (await deadLetters(system)) > of.deadLettersBefore ? 'dead letters' : 'no ride';
    }
    if (body.ride.id !== of.rideId) return 'another ride';
    if (!isRight(body.details, consumerIsNew)) return 'field missing';
    const asksOwner = approach === 'shared-cache' && body.sources.ride.from === 'ride-service';
    return asksOwner ? 'asks the owner' : 'works';
  }

  async function expectOutcomes(
    of: Case,
    expected: Readonly<Record<string, string>>,
    consumerIsNew: boolean,
  ): Promise<void> {
    const all = async () =>
      Object.fromEntries(
        await Promise.all(
          APPROACHES.map(async (approach) => [approach, await found(approach, of, consumerIsNew)] as const),
        ),
      );
    let last: Record<string, string> = {};
    // Connections to a service that was just replaced take a moment to return.
    const isAsExpected = async () => {
      last = await all();
      return APPROACHES.every((approach) => last[approach] === expected[approach]);
    };
    await eventually(isAsExpected, { timeoutMs: ANSWER_WITHIN_MS }).catch(() => undefined);
    expect(last).toEqual(expected);
  }

  async function republish(): Promise<void> {
    expect(await runJob(deployments.system, 'republish publications')).toMatchObject({ code: 0 });
    await untilQuiet(deployments.system);
  }

  const expectedAt = (stage: Stage) =>
    Object.fromEntries(APPROACHES.map((approach) => [approach, table[approach].outcomes[stage]]));

  it('all approaches work before the change', async () => {
    older = await onRide(deployments.system, 'd-before');
    await expectOutcomes(older, allWork, false);
  }, 90_000);

  it('each approach has the documented outcome for an old owner with a new consumer', async () => {
    await deployments.deploy('driver-service', build);
    const ride = await onRide(deployments.system, 'd-consumer-first');
    await expectOutcomes(ride, expectedAt('old owner, new consumer'), true);
    await deployments.deploy('driver-service', undefined);
  }, 90_000);

  it('each approach has the documented outcome for a new owner with an old consumer', async () => {
    await deployments.deploy('ride-service', build);
    const ride = await onRide(deployments.system, 'd-owner-first');
    await expectOutcomes(ride, expectedAt('new owner, old consumer'), false);
  }, 90_000);

  it('all approaches work for a new ride, and have the documented outcome for an older one, when both services are new', async () => {
    await deployments.deploy('driver-service', build);
    const ride = await onRide(deployments.system, 'd-both');
    await expectOutcomes(ride, allWork, true);
    await expectOutcomes(older, expectedAt('both new, older ride'), true);
  }, 90_000);

  it('each approach has the documented outcome for an older ride after republishing', async () => {
    await republish();
    await expectOutcomes(older, expectedAt('republished'), true);
  }, 90_000);

  it('all approaches work for an older ride after the replica was emptied and republished', async () => {
    await deployments.system.sql('driver_service', 'TRUNCATE ride_replica');
    await republish();
    await expectOutcomes(older, allWork, true);
  }, 90_000);
});
