import { DRIVER_SERVICE_POSITIONS, driverUpdateSubject } from '@ride-hailing/contracts';
import type { Program } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import { idleShare, machineCpu } from '../../measuring/machine-cpu';
import type { Metric } from '../../results/results';
import type { Measurement } from '../../runner/experiment';
import { sentBy, type Workload } from '../fleet/workload';
import { type Done, emptied, store } from './backlog';
import type { IngestWorld } from './ingest-world';
import { compared, type PositionsTable } from './positions-table';
import type { BareOrder } from './processes/bare.process';
import type { Handled } from './processes/handled';

const HANDLED_WITHIN_MS = 90_000;
const UPDATES_OF_CPU = 100_000;

export const METRICS: readonly Metric[] = [
  { id: 'rate', label: 'updates', unit: 'a second', better: 'higher' },
  ...(['service', 'postgres', 'broker'] as const).map((part): Metric => ({
    ...{ id: `${part}Cpu`, label: `${part}, of 100,000`, unit: 'CPU seconds', better: 'lower' },
  })),
];

/** Takes a backlog once. @throws UnverifiedError when it was not done */
type Measure = () => Promise<Measurement>;

interface Plan {
  readonly table: PositionsTable;
  /** Node processes whose CPU time counts. */
  readonly pids: () => readonly (number | undefined)[];
  /** Whether rows with an older update than the newest, or with fields of several, are told and let pass. */
  readonly mayBeWrong?: boolean;
  /** Untimed. */
  prepare?(): Promise<unknown>;
  run(): Promise<Done>;
}

const measureOf = ({ system }: IngestWorld, workload: Workload, plan: Plan): Measure => {
  const cpu = () => ({
    service: system.cpuSecondsOf([], plan.pids()),
    postgres: system.cpuSecondsOf(['postgres']),
    broker: system.cpuSecondsOf(['nats']),
  });
  return async () => {
    await plan.prepare?.();
    await plan.table.forgetSequences();
    const [before, machineBefore] = [cpu(), machineCpu()];
    const { startedAt, endedAt, says } = await plan.run();
    const [after, machineAfter] = [cpu(), machineCpu()];
    const { touched, stale, mixed } = compared(await plan.table.changed(), sentBy(workload));
    if (stale > 0 && !plan.mayBeWrong)
      throw new UnverifiedError(`${stale} rows are not the newest of their driver`);
    const per = UPDATES_OF_CPU / workload.updates;
    return {
      values: {
        rate: workload.updates / ((endedAt - startedAt) / 1_000),
        serviceCpu: (after.service - before.service) * per,
        postgresCpu: (after.postgres - before.postgres) * per,
        brokerCpu: (after.broker - before.broker) * per,
        idle: idleShare(machineBefore, machineAfter),
      },
      verified: `${says}; ${touched} rows compared: ${stale} with an older update than the newest, ${mixed} mixed of several`,
    };
  };
};

/** The program's own count. @throws UnverifiedError when an update was not written */
async function handled(program: Program<number, Handled>, updates: number): Promise<Handled> {
  const done = await program.order(updates, HANDLED_WITHIN_MS);
  if (done.failed > 0) throw new UnverifiedError(`${done.failed} updates were not written`);
  return done;
}

export async function naiveSide(world: IngestWorld, workload: Workload): Promise<Measure> {
  const { program, ...side } = await world.beside<number, Handled>('naive', workload);
  const { updates } = workload;
  return measureOf(world, workload, {
    ...side,
    mayBeWrong: true,
    run: async () => {
      const done = handled(program, updates);
      await Promise.all([done, world.publish(workload, 'naive.update.', false)]);
      return { ...(await done), says: `${updates} updates counted from their arrival to the end of save()` };
    },
  });
}

export async function communitySide(world: IngestWorld, workload: Workload): Promise<Measure> {
  const { program, ...side } = await world.beside<number, Handled>('community', workload);
  const { updates } = workload;
  return measureOf(world, workload, {
    ...side,
    mayBeWrong: true,
    prepare: () => world.publish(workload, 'community__microservice.ev.driver-updated'),
    run: async () => {
      const done = await handled(program, updates);
      const left = await world.system.broker.count('community__microservice_ev-stream');
      if (left > 0) throw new UnverifiedError(`${left} updates are still in the work queue`);
      const says = `${updates} updates counted to the end of upsert(), none left in the work queue`;
      return { ...done, says };
    },
  });
}

/** @param pids of driver-service's instances */
export async function projectSide(
  world: IngestWorld,
  workload: Workload,
  pids = () => [world.system.process('driver-service').pid],
): Promise<Measure> {
  const place = { ...DRIVER_SERVICE_POSITIONS, subject: driverUpdateSubject('x').slice(0, -1) };
  return measureOf(world, workload, {
    ...{ table: await world.projectTable(workload), pids },
    prepare: async () => {
      await store(world, workload, place);
      // It takes them at once.
      await emptied(world, workload, place);
    },
    run: async () => {
      await world.system.broker.rewind(place);
      return emptied(world, workload, place);
    },
  });
}

export async function limitSide(world: IngestWorld, workload: Workload): Promise<Measure> {
  const place = { stream: 'LIMIT_UPDATES', durable: 'limit-service-positions', subject: 'limit.update.' };
  const { broker } = world.system;
  await broker.addLike(DRIVER_SERVICE_POSITIONS.stream, place.stream, `${place.subject}*`);
  await broker.addDurable(place, DRIVER_SERVICE_POSITIONS);
  const { program, ...side } = await world.beside<BareOrder, void>('bare', workload);
  return measureOf(world, workload, {
    ...side,
    prepare: () => store(world, workload, place),
    run: async () => {
      await broker.rewind(place);
      const consumed = program.order({ ...place, updates: workload.updates }, HANDLED_WITHIN_MS);
      const [done] = await Promise.all([emptied(world, workload, place), consumed]);
      return done;
    },
  });
}
