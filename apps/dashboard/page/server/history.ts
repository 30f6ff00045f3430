import type { Fault } from '@ride-hailing/contracts';
import type { Rates } from '../../src/page-api';

/** Seconds of rates that charts can show. */
export const HISTORY_SECONDS = 300;

export interface Past {
  /** Epoch ms. */
  readonly at: number;
  readonly rates: Rates;
}

/** Rates of the last HISTORY_SECONDS with one more. */
export function remembered(past: readonly Past[], at: number, rates: Rates): readonly Past[] {
  const from = at - HISTORY_SECONDS * 1_000;
  return [...past.filter((entry) => entry.at > from && entry.at < at), { at, rates }];
}

/** A fault as a band behind a chart, in epoch ms. */
export interface FaultBand {
  readonly id: string;
  readonly title: string;
  readonly order: Fault['order'];
  readonly from: number;
  /** Its end, which may lie ahead. */
  readonly to: number;
}

/** Bands of the last HISTORY_SECONDS after hearing which faults are at work; one that was healed early ends at `at`. */
export function bandsWith(bands: readonly FaultBand[], faults: readonly Fault[], at: number): FaultBand[] {
  const now = new Set(faults.map(({ id }) => id));
  const past = bands
    .filter(({ id, to }) => !now.has(id) && to > at - HISTORY_SECONDS * 1_000)
    .map((band) => (band.to > at ? { ...band, to: at } : band));
  const present = faults.map(({ id, title, order, startedAt, endsAt }) => ({
    ...{ id, title, order },
    ...{ from: Date.parse(startedAt), to: Date.parse(endsAt) },
  }));
  return [...past, ...present];
}
