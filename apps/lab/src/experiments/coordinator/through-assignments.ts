import { setTimeout as delay } from 'node:timers/promises';
import { nowMs, seededRandom } from '@ride-hailing/testing';
import type { LabSystem } from '../../world/lab-system';
import { agree, type Look } from './agreement';
import { lookAt } from './both-databases';
import { COORDINATOR_FAULTS, type CoordinatorFault, type Ill } from './coordinator-faults';
import type { Order, Way } from './ways';

const BURST_EVERY_MS = 500;
/** The bursts before the fault. */
const BEFORE = 3;
export const FAULT_MS = 2_000;
const LOOK_EVERY_MS = 50;
/** After all is well again: longer than the coordinator's recovery waits until it takes up what was left. */
const AT_REST_WITHIN_MS = 10_000;

export interface Asked extends Order {
  readonly way: string;
  readonly askedAt: number;
  readonly tookMs: number;
  readonly isAssigned: boolean;
}

/** What went on while assignments were asked for. Times are ms since 1970. */
export interface Course {
  readonly asked: readonly Asked[];
  readonly looks: readonly Look[];
  readonly atRest: Look;
  readonly faultAt: number;
  readonly faultEndedAt: number;
  /** By way: the shares of the bursts at which each part was up, multiplied. */
  readonly parts: ReadonlyMap<string, number>;
}

export interface CoursePlan extends Omit<Ill, 'ways'> {
  readonly fault: CoordinatorFault;
  readonly ways: ReadonlyMap<string, Way>;
  /** By way, one for each assignment. */
  readonly orders: ReadonlyMap<string, readonly Order[]>;
  readonly bursts: number;
  /** Asked of each way one after the other, within the time that one takes. */
  readonly burst: number;
  /** An assignment takes so long. */
  readonly usualMs: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Asks all ways for assignments in bursts while the fault begins and ends, and watches both databases until they rest. */
export async function courseOf(plan: CoursePlan): Promise<Course> {
  const { system, ways, seed, signal } = plan;
  const all = [...plan.orders.values()].flat();
  const watching = new Watch(system, all);
  const watched = watching.run();
  watched.catch(() => undefined);
  try {
    const startAt = nowMs();
    const spreadMs = Math.min(plan.usualMs, BURST_EVERY_MS);
    const untilMs = (at: number) => delay(Math.max(0, at - nowMs()), undefined, { signal });
    const asked: Promise<Asked>[] = [];
    const ups: Promise<ReadonlyMap<string, readonly boolean[]>>[] = [];
    const asking = (async () => {
      for (let nth = 0; nth < plan.bursts; nth += 1) {
        const burstAt = startAt + nth * BURST_EVERY_MS;
        await untilMs(burstAt);
        ups.push(partsUp(system, ways));
        for (let place = 0; place < plan.burst; place += 1) {
          await untilMs(burstAt + (place * spreadMs) / plan.burst);
          for (const [name, way] of ways) {
            const order = plan.orders.get(name)?.[nth * plan.burst + place];
            if (order) asked.push(ask(name, way, order));
          }
        }
      }
    })();
    asking.catch(() => undefined);
    // Most of a burst are under way then, each at another step.
    await untilMs(startAt + BEFORE * BURST_EVERY_MS + (0.5 + seededRandom(seed)() / 2) * spreadMs);
    const faultAt = nowMs();
    const undo = await COORDINATOR_FAULTS[plan.fault].begin({ ...plan, ways: [...ways.values()] });
    await untilMs(faultAt + FAULT_MS);
    const faultEndedAt = nowMs();
    await undo();
    await asking;
    const answers = await Promise.all(asked);
    const atRest = await restOf(system, all, signal);
    const parts = productsOf(await Promise.all(ups));
    return { asked: answers, looks: watching.looks, atRest, faultAt, faultEndedAt, parts };
  } finally {
    watching.stop();
    await watched.catch(() => undefined);
  }
}

export async function ask(name: string, way: Way, order: Order): Promise<Asked> {
  const askedAt = nowMs();
  const isAssigned = await way.assign(order);
  return { ...order, way: name, askedAt, tookMs: nowMs() - askedAt, isAssigned };
}

/** Looks into both databases all the time. */
class Watch {
  readonly looks: Look[] = [];
  private readonly stopping = new AbortController();

  constructor(
    private readonly system: LabSystem,
    private readonly orders: readonly Order[],
  ) {}

  async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.looks.push(await lookAt(this.system, this.orders));
      await delay(LOOK_EVERY_MS, undefined, { signal });
    }
  }

  stop(): void {
    this.stopping.abort();
  }
}

/** When all agree, or nobody is going to change anything any more. */
async function restOf(system: LabSystem, orders: readonly Order[], signal: AbortSignal): Promise<Look> {
  const until = nowMs() + AT_REST_WITHIN_MS;
  for (;;) {
    const look = await lookAt(system, orders);
    if ([...look.sides.values()].every(agree) || nowMs() > until) return look;
    await delay(2 * LOOK_EVERY_MS, undefined, { signal });
  }
}

/** By way: whether each part that it needs is up. */
async function partsUp(
  system: LabSystem,
  ways: ReadonlyMap<string, Way>,
): Promise<ReadonlyMap<string, readonly boolean[]>> {
  const participants = await Promise.all(
    ['ride-service', 'driver-service'].map((name) => system.process(name).isReady()),
  );
  const all = [...ways].map(async ([name, way]) => [name, [...participants, await way.isUp()]] as const);
  return new Map(await Promise.all(all));
}

/** By way: the product of the shares of the times at which each part was up. */
export function productsOf(
  times: readonly ReadonlyMap<string, readonly boolean[]>[],
): ReadonlyMap<string, number> {
  const ways = [...(times[0]?.keys() ?? [])];
  return new Map(
    ways.map((way) => {
      const ups = times.map((time) => time.get(way) ?? []);
      const shares = (ups[0] ?? []).map((_, part) => ups.filter((up) => up[part]).length / times.length);
      return [way, shares.reduce((product, share) => product * share, 1)];
    }),
  );
}
