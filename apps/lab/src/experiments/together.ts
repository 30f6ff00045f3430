import type { Measurement, OpenExperiment } from '../runner/experiment';

/** By side. */
export type Together = ReadonlyMap<string, readonly Measurement[]>;

/**
 * An experiment whose sides are measured at the same time, once in each repeat, so that all of them meet the very same
 * fault. The runner still asks for one side after the other: the first one of a repeat measures all.
 */
export function together(measureAll: (repeat: number) => Promise<Together>): OpenExperiment {
  let latest: { readonly repeat: number; readonly all: Promise<Together> } | undefined;
  return {
    measure: async (side, repeat) => {
      if (latest?.repeat !== repeat) latest = { repeat, all: measureAll(repeat) };
      return (await latest.all).get(side) ?? [];
    },
  };
}
