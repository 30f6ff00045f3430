import { seededRandom } from '@ride-hailing/testing';

/** What can be broken. */
export interface Targets {
  /** Names of processes. */
  readonly processes: readonly string[];
  /** `from > to`: the connections of a process to a dependency. One that stands here twice is broken twice as often. */
  readonly links: readonly string[];
  /** Names of processes with clocks of their own. */
  readonly clocks: readonly string[];
  readonly disks: readonly string[];
}

interface KindOfFault {
  readonly on: keyof Targets;
  /** How often, relative to the other kinds. */
  readonly weight: number;
  readonly forMs: readonly [number, number];
  /** How strong it is, in the unit of its kind. */
  readonly amount?: readonly [number, number];
}

/**
 * - `kill`: SIGKILL, and a start after a while.
 * - `freeze`: SIGSTOP, and SIGCONT after a while.
 * - `partition`, `deaf` and `mute`: bytes wait both ways, to the caller, or to the server.
 * - `reset` and `half-open`: connections are broken, and the caller is told or not.
 * - `latency`: ms each way, and as much jitter. `trickle`: bytes per second.
 * - `crash-cut-off`: the process does not hear a dependency (0) or is not heard (1), and is killed in the middle of that.
 * - `crash-delayed`: the same with latency, so that the process dies between a commit and its answer.
 * - `clock`: the process' clock is put forward or back by up to an hour.
 * - `busy-disk`: writers, as many as the amount says, write to the servers' disk and flush it without a pause.
 */
export const KINDS = {
  kill: { on: 'processes', weight: 3, forMs: [0, 1_500] },
  freeze: { on: 'processes', weight: 3, forMs: [100, 2_500] },
  partition: { on: 'links', weight: 3, forMs: [200, 2_500] },
  deaf: { on: 'links', weight: 3, forMs: [200, 2_500] },
  mute: { on: 'links', weight: 3, forMs: [200, 2_500] },
  reset: { on: 'links', weight: 2, forMs: [100, 1_500] },
  'half-open': { on: 'links', weight: 2, forMs: [200, 2_500] },
  latency: { on: 'links', weight: 4, forMs: [500, 3_000], amount: [5, 100] },
  trickle: { on: 'links', weight: 1, forMs: [500, 2_000], amount: [2_000, 20_000] },
  'crash-cut-off': { on: 'links', weight: 4, forMs: [400, 1_500], amount: [0, 1] },
  'crash-delayed': { on: 'links', weight: 3, forMs: [1_000, 2_500], amount: [30, 150] },
  clock: { on: 'clocks', weight: 3, forMs: [500, 3_000], amount: [-3_600_000, 3_600_000] },
  'busy-disk': { on: 'disks', weight: 2, forMs: [500, 2_500], amount: [1, 3] },
} as const satisfies Record<string, KindOfFault>;

export type FaultKind = keyof typeof KINDS;

export interface Fault {
  readonly kind: FaultKind;
  readonly target: string;
  /** From the beginning of the run. */
  readonly atMs: number;
  readonly forMs: number;
  readonly amount: number;
}

/** The pause between two faults, on average. Several overlap, since most last longer. */
const PAUSE_MS = 1_000;
/** How long a process is left alone after a fault, so that it works between faults. */
const REST_MS = 3_000;

/** The processes and connections that a fault concerns: no other fault may concern them at the same time. */
const concerned = ({ kind, target }: Pick<Fault, 'kind' | 'target'>): string[] =>
  kind.startsWith('crash') ? [target, target.split(' > ')[0] ?? ''] : [target];

/** The faults of a run, in the order of their beginnings; all end in time. The same seed gives the same plan. */
export function planFaults(seed: number, seconds: number, targets: Targets): Fault[] {
  const random = seededRandom(seed);
  const from = ([least, most]: readonly [number, number]) => Math.round(least + random() * (most - least));
  const kinds = (Object.keys(KINDS) as FaultKind[]).filter((kind) => targets[KINDS[kind].on].length > 0);
  const lots = kinds.flatMap((kind) => Array.from({ length: KINDS[kind].weight }, () => kind));
  const one = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
  const busyUntil = new Map<string, number>();
  const plan: Fault[] = [];
  for (let atMs = from([0, PAUSE_MS]); atMs < seconds * 1_000; atMs += from([1, 2 * PAUSE_MS])) {
    const kind = one(lots);
    const described: KindOfFault = KINDS[kind];
    const target = one(targets[described.on]);
    const fault = {
      kind,
      target,
      atMs,
      forMs: from(described.forMs),
      amount: from(described.amount ?? [0, 0]),
    };
    const endsAt = atMs + fault.forMs;
    const isFree = concerned(fault).every((name) => (busyUntil.get(name) ?? 0) <= atMs);
    if (!isFree || endsAt > seconds * 1_000) continue;
    for (const name of concerned(fault)) busyUntil.set(name, endsAt + REST_MS);
    plan.push(fault);
  }
  return plan;
}

export const faultText = ({ kind, target, atMs, forMs, amount }: Fault): string =>
  `${(atMs / 1_000).toFixed(2)} s ${kind} ${target} for ${forMs} ms${amount === 0 ? '' : ` (${amount})`}`;
