import { DRIVER_SERVICE_POSITIONS, driverUpdateSubject } from '@ride-hailing/contracts';
import { cpuSeconds } from '../../measuring/cpu-time';
import { UnverifiedError } from '../../lab.errors';
import type { RunContext, Measurement } from '../../runner/experiment';
import type { IngestWorld } from './ingest-world';
import { compared, PositionsTable } from './positions-table';
import type { Handled } from './processes/handled';
import type { LimitOrder } from './processes/limit.process';
import { sentBy, type Workload } from './workload';

const HANDLED_WITHIN_MS = 90_000;
const BATCHES_OF_CPU = 100_000;

/** One way of keeping drivers' positions, ready to be measured again and again. */
export interface IngestSide {
  /** Takes a backlog once. @throws UnverifiedError when it was not done */
  measure(): Promise<Measurement>;
}

interface Done {
  readonly startedAt: number;
  readonly endedAt: number;
  /** What else was seen. */
  readonly says: string;
}

interface Plan {
  readonly world: IngestWorld;
  readonly workload: Workload;
  readonly table: PositionsTable;
  /** Node processes whose CPU time counts. */
  readonly pids: () => readonly (number | undefined)[];
  /** Whether rows with an older update than the newest, or with fields of several, are told and let pass. */
  readonly mayBeWrong: boolean;
  /** Untimed. */
  prepare(): Promise<void>;
  run(): Promise<Done>;
}

function cpuOf({ world, pids }: Plan): Record<'service' | 'postgres' | 'broker', number> {
  const service = pids().map((pid, index) => ({ name: `service-${index}`, pid }));
  const servers = (['postgres', 'nats'] as const).map((name) => ({
    name,
    pid: world.stack.process(name).pid,
  }));
  const { postgres = 0, nats = 0, ...services } = cpuSeconds([...service, ...servers]);
  return { service: Object.values(services).reduce((sum, one) => sum + one, 0), postgres, broker: nats };
}

const sideOf = (plan: Plan): IngestSide => ({
  measure: async () => {
    const { table, workload, mayBeWrong } = plan;
    await plan.prepare();
    await table.forgetSequences();
    const before = cpuOf(plan);
    const { startedAt, endedAt, says } = await plan.run();
    const after = cpuOf(plan);
    const { touched, stale, mixed } = compared(await table.changed(), sentBy(workload));
    if (stale > 0 && !mayBeWrong)
      throw new UnverifiedError(`${stale} rows are not the newest of their driver`);
    const per = BATCHES_OF_CPU / workload.updates;
    return {
      values: {
        rate: workload.updates / ((endedAt - startedAt) / 1_000),
        serviceCpu: (after.service - before.service) * per,
        postgresCpu: (after.postgres - before.postgres) * per,
        brokerCpu: (after.broker - before.broker) * per,
      },
      verified: `${says}; ${touched} rows compared: ${stale} with an older update than the newest, ${mixed} mixed of several`,
    };
  },
});

const refuseFailures = ({ failed }: Handled): void => {
  if (failed > 0) throw new UnverifiedError(`${failed} updates were not written`);
};

export async function naiveSide(world: IngestWorld, workload: Workload, context: RunContext) {
  const program = await world.program<{ updates: number }, Handled>('naive', context);
  const { updates, drivers } = workload;
  return sideOf({
    ...{ world, workload, mayBeWrong: true, pids: () => [program.pid], prepare: async () => undefined },
    table: await PositionsTable.filled(world.others, 'naive.driver_positions', drivers),
    run: async () => {
      const handled = program.order({ updates }, HANDLED_WITHIN_MS);
      const [done] = await Promise.all([
        handled,
        world.publish({ ...workload, subject: 'naive.update.', intoStream: false }),
      ]);
      refuseFailures(done);
      return { ...done, says: `${updates} updates counted from their arrival to the end of save()` };
    },
  });
}

export async function communitySide(world: IngestWorld, workload: Workload, context: RunContext) {
  const program = await world.program<{ updates: number }, Handled>('community', context);
  const [stream, subject] = [
    'community__microservice_ev-stream',
    'community__microservice.ev.driver-updated',
  ];
  const { updates, drivers } = workload;
  return sideOf({
    ...{ world, workload, mayBeWrong: true, pids: () => [program.pid] },
    table: await PositionsTable.filled(world.others, 'community.driver_positions', drivers),
    prepare: async () => void (await world.publish({ ...workload, subject, intoStream: true })),
    run: async () => {
      const done = await program.order({ updates }, HANDLED_WITHIN_MS);
      refuseFailures(done);
      const left = await world.broker.count(stream);
      if (left > 0) throw new UnverifiedError(`${left} updates are still in the work queue`);
      return {
        ...done,
        says: `${updates} updates counted to the end of upsert(), none left in the work queue`,
      };
    },
  });
}

interface Place {
  readonly stream: string;
  readonly durable: string;
  readonly subject: string;
}

/** The updates are sent once; they are delivered again each time that the durable is made anew. */
async function store(world: IngestWorld, workload: Workload, { stream, subject }: Place): Promise<void> {
  if ((await world.broker.count(stream)) === workload.updates) return;
  await world.broker.purge(stream);
  await world.publish({ ...workload, subject, intoStream: true });
  const stored = await world.broker.count(stream);
  if (stored !== workload.updates)
    throw new UnverifiedError(`${stored} of ${workload.updates} updates stored`);
}

async function emptied({ broker }: IngestWorld, { updates }: Workload, place: Place): Promise<Done> {
  const { again, ...times } = await broker.emptied(place.stream, place.durable, updates, HANDLED_WITHIN_MS);
  return { ...times, says: `${updates} updates acknowledged, ${again} delivered again, none pending` };
}

/** @param pids of driver-service's instances */
export async function projectSide(world: IngestWorld, workload: Workload, pids: Plan['pids']) {
  const place = { ...DRIVER_SERVICE_POSITIONS, subject: driverUpdateSubject('x').slice(0, -1) };
  return sideOf({
    ...{ world, workload, mayBeWrong: false, pids },
    table: await PositionsTable.filled(world.project, 'driver_positions', workload.drivers),
    prepare: async () => {
      await store(world, workload, place);
      // It takes them at once.
      await emptied(world, workload, place);
    },
    run: async () => {
      await world.broker.rewind(place.stream, place.durable);
      return emptied(world, workload, place);
    },
  });
}

export async function limitSide(world: IngestWorld, workload: Workload, context: RunContext) {
  const place = { stream: 'LIMIT_UPDATES', durable: 'limit-service-positions', subject: 'limit.update.' };
  await world.broker.addLike(place, DRIVER_SERVICE_POSITIONS);
  const program = await world.program<LimitOrder, void>('limit', context);
  const { updates, drivers } = workload;
  return sideOf({
    ...{ world, workload, mayBeWrong: false, pids: () => [program.pid] },
    table: await PositionsTable.filled(world.others, 'bare.driver_positions', drivers),
    prepare: () => store(world, workload, place),
    run: async () => {
      await world.broker.rewind(place.stream, place.durable);
      const consumed = program.order({ ...place, updates }, HANDLED_WITHIN_MS);
      const [done] = await Promise.all([emptied(world, workload, place), consumed]);
      return done;
    },
  });
}
