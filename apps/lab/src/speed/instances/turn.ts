import type { Metric } from '../../results/results';
import type { Measurement } from '../../runner/experiment';

/** The share of a core of each instance: four of them, Postgres, NATS and the load leave a part of two cores idle. */
export const SHARE = 0.08;
/** With less than this left of it, the machine may be what limits, and not the shares. */
const LEAST_IDLE = 0.1;
/** Instances that have used so much of their shares were limited by these, whatever else the machine did. */
const WHOLE_SHARE = 0.97;

/** What was measured of some instances in one turn. */
export interface Turn {
  readonly instances: number;
  readonly seconds: number;
  /** How much of their work they did in a second. */
  readonly perSecond: number;
  /** CPU seconds. */
  readonly used: { readonly instances: number; readonly postgres: number; readonly nats: number };
  /** What part of the machine's CPU was left. */
  readonly idle: number;
  readonly verified: string;
}

export const METRICS: readonly Metric[] = [
  { id: 'usedShare', label: 'used of their shares', unit: 'share', better: 'higher' },
  { id: 'postgres', label: 'Postgres, of a second', unit: 'CPU seconds', better: 'lower' },
  { id: 'nats', label: 'NATS, of a second', unit: 'CPU seconds', better: 'lower' },
  { id: 'idle', label: 'idle of the machine', unit: 'share', better: 'higher' },
];

/**
 * A turn in which the machine was the limit has no rate, and so no part in any ratio.
 * @param isQuick such a run is not for its figures, and has them all
 */
export function measurementOf(turn: Turn, isQuick: boolean): Measurement {
  const { instances, seconds, perSecond, used, idle, verified } = turn;
  const usedShare = used.instances / (instances * SHARE * seconds);
  const isFull = idle < LEAST_IDLE && usedShare < WHOLE_SHARE;
  const percent = Math.round(idle * 100);
  return {
    values: {
      ...(isFull && !isQuick ? {} : { perSecond }),
      usedShare,
      postgres: used.postgres / seconds,
      nats: used.nats / seconds,
      idle,
    },
    verified: isFull
      ? `${verified}; no verdict: the machine was the limit, with ${percent} % of its CPU idle`
      : `${verified}; ${percent} % of the machine's CPU was idle`,
  };
}
