import { DRIVER_SERVICE_POSITIONS, driverUpdateSubject } from '@ride-hailing/contracts';
import { saturate } from '../load/saturate';
import type { Question } from '../load/http-order';
import { UnverifiedError } from '../lab.errors';
import { currentRideQuestions, PlantedRides } from '../speed/drivers/planted-rides';
import { updatesOf } from '../speed/fleet/workload';
import { emptied } from '../speed/ingest/backlog';
import { login } from '../world/lab-broker';
import { LabSystem } from '../world/lab-system';

const DRIVERS = 1_000;
const CONNECTIONS = 32;
/** A machine that does something else for a moment must not make an answer partial. */
const DETAILS_WITHIN_MS = 8_000;
const WARM_UP_SECONDS = 3;
const SECONDS = 5;
const UPDATES = 100_000;
/** Waiting for the last one's acknowledgement before going on, since more would be dropped. */
const UPDATES_AT_ONCE = 2_000;
const TURNS_OF_INGEST = 3;

/** How many a second the project's own services can do, by what it is. */
export type Rates = Readonly<Record<string, number>>;

async function readsPerSecond(system: LabSystem, questions: readonly Question[]): Promise<number> {
  const { answers, answersPerSecond } = await saturate({
    ...{ url: system.stack.urls.driverService, headers: { authorization: `Bearer ${system.token}` } },
    ...{ questions, connections: CONNECTIONS, warmUpSeconds: WARM_UP_SECONDS, seconds: SECONDS },
  });
  const { right, wrong, failed } = answers;
  if (wrong + failed > 0)
    throw new UnverifiedError(`${right} right answers, ${wrong} wrong, ${failed} without one`);
  return answersPerSecond;
}

/** Stores updates, and lets Driver Service take them several times: of all times but the first, which warms up, the best. */
async function updatesPerSecond(system: LabSystem): Promise<number> {
  const nats = await login(system.stack, 'operator');
  try {
    let waiting = 0;
    for (const update of updatesOf({ drivers: DRIVERS, updates: UPDATES, seed: 1 })) {
      const message = [driverUpdateSubject(update.driverId), JSON.stringify(update)] as const;
      waiting = (waiting + 1) % UPDATES_AT_ONCE;
      if (waiting === 0) await nats.jetstream().publish(...message);
      else nats.publish(...message);
    }
    await nats.flush();
  } finally {
    await nats.close();
  }
  const rates: number[] = [];
  for (let turn = 0; turn <= TURNS_OF_INGEST; turn += 1) {
    await system.databases.rows('driver_service', 'UPDATE driver_positions SET sequence = 0');
    await system.broker.rewind(DRIVER_SERVICE_POSITIONS);
    const { startedAt, endedAt } = await emptied({ system }, { updates: UPDATES }, DRIVER_SERVICE_POSITIONS);
    rates.push(UPDATES / ((endedAt - startedAt) / 1_000));
  }
  return Math.max(...rates.slice(1));
}

/** Starts a system, measures its rates and stops it. @param build false when dist/ is known to be fresh */
export async function ratesOf(tls: boolean, build: boolean): Promise<Rates> {
  const services = ['ride-service', 'driver-service'] as const;
  const env = { 'driver-service': { DETAILS_DEADLINE_MS: String(DETAILS_WITHIN_MS) } };
  const system = await LabSystem.start({ services, env, tls, build });
  try {
    const rides = await PlantedRides.plant(system, DRIVERS);
    const uncached = currentRideQuestions(rides.onRide, '?cache=none');
    return {
      'reads from the copy': await readsPerSecond(system, rides.driverQuestions()),
      'reads with details from the owner': await readsPerSecond(system, uncached),
      'driver updates stored': await updatesPerSecond(system),
    };
  } finally {
    await system.stop();
  }
}
