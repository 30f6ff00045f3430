import type { ManagedProcess } from '@ride-hailing/stack';
import { type Anomaly, eventually, nowMs, seededRandom } from '@ride-hailing/testing';
import { Gateway } from './clients/gateway';
import { History } from './clients/history';
import { sendUpdates } from './clients/phones';
import { Reader } from './clients/reader';
import { Rider } from './clients/rider';
import type { Fault } from './nemesis/fault-plan';
import { type MadeFault, Nemesis } from './nemesis/nemesis';
import { anomaliesOf } from './verdict';
import { type Evidence, evidenceOf } from './world/evidence';
import type { RunningSystem } from './world/running-system';

const DRIVERS = Array.from({ length: 8 }, (_, index) => `d-${index + 1}`);
const READERS = 4;
const KNOWN_WITHIN_MS = 30_000;
const READY_WITHIN_MS = 60_000;
const FINISHED_WITHIN_MS = 30_000;

export interface ChaosOutcome {
  readonly history: History;
  readonly faults: readonly MadeFault[];
  readonly evidence: Evidence;
  readonly anomalies: readonly Anomaly[];
}

/** Notes each process that ends by itself, and starts it again. */
function watchDeaths(processes: readonly ManagedProcess[], deaths: Anomaly[]): void {
  for (const process of processes)
    process.on('died', ({ code, signal }) => {
      const [at, what] = [nowMs(), `${process.name} ended by itself: ${signal ?? code}`];
      deaths.push({ rule: 'processes', about: [process.name], what, from: at, until: at });
      void process.start();
    });
}

/** Lets clients use the system while faults are made, heals it, waits until it is at rest, and judges what they saw. */
export async function chaosRun(
  system: RunningSystem,
  { plan, seed, signal }: { plan: readonly Fault[]; seed: number; signal: AbortSignal },
): Promise<ChaosOutcome> {
  const { stack } = system;
  const history = new History();
  const gateway = new Gateway(
    stack.urls.gateway,
    await stack.token({ role: 'dispatcher', sub: 'chaos', hours: 12 }),
  );
  const nemesis = new Nemesis(stack, system.clocks);
  const [stopping, givingUp, silent] = [new AbortController(), new AbortController(), new AbortController()];
  const random = seededRandom(seed);
  const reader = (name: string) => new Reader(name, gateway, history, random);
  const phones = sendUpdates(await system.broker('operator'), DRIVERS, history, silent.signal);
  const found: Anomaly[] = [];
  try {
    const isKnown = async (driverId: string) =>
      (await gateway.call('GET', `/drivers/${driverId}`)).status === 200;
    for (const driverId of DRIVERS) await eventually(() => isKnown(driverId), { timeoutMs: KNOWN_WITHIN_MS });
    watchDeaths(stack.processes, found);
    const riders = DRIVERS.map((driverId, index) => {
      const name = `rider-${index + 1}`;
      const others = DRIVERS.filter((other) => other !== driverId);
      return new Rider(name, { gateway, history, reader: reader(name), random }, [driverId, ...others]);
    });
    const clients = [
      ...riders.map((rider) => rider.run(stopping.signal, givingUp.signal)),
      ...Array.from({ length: READERS }, (_, index) =>
        reader(`reader-${index + 1}`).run(DRIVERS, stopping.signal),
      ),
    ];
    await nemesis.carryOut(plan, signal);
    stopping.abort();
    signal.throwIfAborted();
    found.push(...(await untilReady(stack.processes)));
    const timer = setTimeout(() => givingUp.abort(), FINISHED_WITHIN_MS);
    await Promise.all(clients);
    clearTimeout(timer);
  } finally {
    for (const one of [stopping, givingUp, silent]) one.abort();
    await phones;
  }
  signal.throwIfAborted();
  const evidence = await evidenceOf(system, gateway, DRIVERS);
  const anomalies = [...found, ...anomaliesOf(history, evidence)];
  return { history, faults: nemesis.made, evidence, anomalies };
}

/** Resolves with the processes that are not ready a minute after the last fault. */
async function untilReady(processes: readonly ManagedProcess[]): Promise<Anomaly[]> {
  let late: string[] = [];
  const look = async () => {
    const ready = await Promise.all(processes.map((one) => one.isReady()));
    late = processes.filter((_, index) => !ready[index]).map(({ name }) => name);
    return late.length === 0;
  };
  await eventually(look, { timeoutMs: READY_WITHIN_MS, intervalMs: 250 }).catch(() => undefined);
  return late.map((name) => ({
    ...{
      rule: 'readiness',
      about: [name],
      what: `${name} is not ready ${READY_WITHIN_MS} ms after the last fault`,
    },
  }));
}
