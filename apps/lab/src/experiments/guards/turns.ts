import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  cloudEventHeaders,
  DRIVER_SERVICE_RIDE_COPY,
  RIDE_CHANGED_TYPE,
  RIDE_EVENT_SOURCE,
  type RideChanged,
  rideChangedSubject,
  RIDES_CHANGED_SUBJECTS,
  type RideStatus,
} from '@ride-hailing/contracts';
import { eventually, type Program, seededRandom } from '@ride-hailing/testing';
import { AckPolicy, headers, nanos } from 'nats';
import { UnverifiedError } from '../../lab.errors';
import type { Measurement, RunContext } from '../../runner/experiment';
import { startProgram } from '../../runner/start-program';
import { asDelivered, ownersLog } from './events';
import { type GuardsWorld, rowsOf } from './guards-world';
import { judgeAssignments, judgeCopy, judgeStream } from './judge';

const ROOT = join(__dirname, '../../../../..');
const COPY = join(ROOT, 'apps/driver-service/test/guarded-copy.process.ts');
const OWNER = join(ROOT, 'libs/outbox/test/guarded-owner.process.ts');
const ASSIGNMENT = join(ROOT, 'apps/gateway/test/guarded-assignment.process.ts');

const SETTLED_WITHIN_MS = 40_000;
const ACK_WAIT_MS = 1_000;
/** How long a program works before it is killed, at least and at most. */
const LIVES_MS = { least: 150, most: 450 } as const;
/** As a share of all events: what is lost of a ride before its last state is made good by that state. */
const KILLED_FROM = 0.5;
const STREAM = { name: 'GUARDED', subject: 'guarded' } as const;

export interface Turn {
  readonly context: RunContext;
  readonly world: GuardsWorld;
  readonly seed: number;
  readonly kills: number;
  readonly rides: number;
}

const measured = (faults: Readonly<Record<string, number>>, verified: string): Measurement => ({
  values: { wrong: Object.values(faults).reduce((sum, one) => sum + one, 0), ...faults },
  verified,
});

async function publish({ world }: Turn, event: RideChanged): Promise<void> {
  const { rideId, version, changedAt: time } = event;
  const id = `${rideId}:${version}`;
  const sent = headers();
  const given = { id, type: RIDE_CHANGED_TYPE, source: RIDE_EVENT_SOURCE, subject: rideId, time };
  for (const [name, value] of Object.entries(cloudEventHeaders(given))) sent.set(name, value);
  await world.publisher.publish(rideChangedSubject(rideId), JSON.stringify(event), { headers: sent });
}

/** Events late, twice, and while the consumer is killed; then what the copy says against what the owner has said last. */
export async function copyTurn(turn: Turn, without: string): Promise<Measurement> {
  const { context, world, seed, kills, rides } = turn;
  const { stream, durable, maxAckPending } = DRIVER_SERVICE_RIDE_COPY;
  await world.stream(stream, [RIDES_CHANGED_SUBJECTS]);
  await world.streams.consumers.add(stream, {
    ...{ durable_name: durable, ack_policy: AckPolicy.Explicit, ack_wait: nanos(ACK_WAIT_MS) },
    max_ack_pending: maxAckPending,
  });
  const url = await world.database();
  const state = () => world.streams.consumers.info(stream, durable);
  const start = async () => {
    const program = await startProgram<object, void>(context, COPY, { args: [world.broker, url, without] });
    await eventually(async () => (await state()).num_waiting > 0, { timeoutMs: SETTLED_WITHIN_MS });
    return program;
  };
  const log = ownersLog(rides);
  const delivered = asDelivered(log, seed);
  const random = seededRandom(seed);
  const killedAt = Array.from({ length: kills }, (_, kill) =>
    Math.floor((KILLED_FROM + (1 - KILLED_FROM) * ((kill + random()) / kills)) * delivered.length),
  );
  let program = await start();
  for (const [index, event] of delivered.entries()) {
    await publish(turn, event);
    if (!killedAt.includes(index)) continue;
    program.kill();
    program = await start();
  }
  const isAcknowledged = async () => {
    const { num_pending: waiting, num_ack_pending: open } = await state();
    return waiting === 0 && open === 0;
  };
  await eventually(isAcknowledged, { timeoutMs: SETTLED_WITHIN_MS });
  await program.order({}, SETTLED_WITHIN_MS);
  await program.stop();
  const text = 'SELECT ride_id AS "rideId", version::int AS version, status FROM ride_copy';
  const copy = await rowsOf<{ rideId: string; version: number; status: RideStatus }>(url, text);
  if (copy.length === 0) throw new UnverifiedError(`without ${without} the copy holds no ride`);
  return measured(
    { ...judgeCopy(log, copy) },
    `${delivered.length} events of ${log.length} changes were acknowledged, and ${kills} consumers killed`,
  );
}

/** Works, is killed at random moments, works again, and at last finishes what it has begun. */
async function killedOften(
  { kills, seed }: Turn,
  start: () => Promise<Program<object, void>>,
): Promise<void> {
  const random = seededRandom(seed);
  const lives = () => delay(LIVES_MS.least + random() * (LIVES_MS.most - LIVES_MS.least));
  for (let kill = 0; kill < kills; kill += 1) {
    const program = await start();
    await lives();
    program.kill();
  }
  const last = await start();
  await lives();
  await last.order({}, SETTLED_WITHIN_MS);
  await last.stop();
}

/** Changes that the owner has committed against those that are in the stream. */
export async function ownerTurn(turn: Turn, how: string): Promise<Measurement> {
  const { context, world, kills } = turn;
  await world.stream(STREAM.name, [`${STREAM.subject}.>`]);
  const url = await world.database();
  await killedOften(turn, () =>
    startProgram(context, OWNER, { args: [world.broker, url, STREAM.subject, how] }),
  );
  const text = 'SELECT event AS change FROM changes';
  const committed = (await rowsOf<{ change: string }>(url, text)).map(({ change }) => change);
  const published = await publishedIn(world);
  if (published.length === 0) throw new UnverifiedError(`${how}: nothing was published`);
  const says = `${committed.length} changes were committed, ${published.length} events are in the stream, and ${kills} owners were killed`;
  return measured({ ...judgeStream(committed, published) }, says);
}

async function publishedIn(world: GuardsWorld): Promise<string[]> {
  const { state } = await world.streams.streams.info(STREAM.name);
  if (state.messages === 0) return [];
  const consumer = await world.publisher.consumers.get(STREAM.name);
  const found: string[] = [];
  for await (const message of await consumer.fetch({
    max_messages: state.messages,
    expires: SETTLED_WITHIN_MS,
  })) {
    found.push(message.json<{ event: string }>().event);
  }
  return found;
}

/** What the drivers' side holds to be assigned against what the rides' side does. */
export async function assignmentTurn(turn: Turn, how: string): Promise<Measurement> {
  const { context, world, kills } = turn;
  const [log = '', drivers = '', rides = ''] = [
    ...[await world.database(), await world.database(), await world.database()],
  ];
  await killedOften(turn, () => startProgram(context, ASSIGNMENT, { args: [log, drivers, rides, how] }));
  const text = `SELECT ride_id || ' ' || driver_id AS pair FROM held WHERE state <> 'CANCELLED'`;
  const pairsIn = async (url: string) => (await rowsOf<{ pair: string }>(url, text)).map(({ pair }) => pair);
  const [ofDrivers, ofRides] = [await pairsIn(drivers), await pairsIn(rides)];
  if (ofRides.length === 0) throw new UnverifiedError(`${how}: nobody was assigned`);
  const says = `${ofDrivers.length} drivers and ${ofRides.length} rides are assigned, and ${kills} coordinators were killed`;
  return measured({ ...judgeAssignments(ofDrivers, ofRides) }, says);
}
