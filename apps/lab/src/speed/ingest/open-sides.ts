import type { RunContext, OpenExperiment } from '../../runner/experiment';
import type { Metric } from '../../results/results';
import { IngestWorld } from './ingest-world';
import type { IngestSide } from './sides';

export const METRICS: readonly Metric[] = [
  { id: 'rate', label: 'updates', unit: 'a second', better: 'higher' },
  ...(['service', 'postgres', 'broker'] as const).map((part): Metric => ({
    ...{ id: `${part}Cpu`, label: `${part}, of 100,000`, unit: 'CPU seconds', better: 'lower' },
  })),
];

/** @param open makes each side; all are warmed up here by one turn each */
export async function openSides(
  context: RunContext,
  open: (world: IngestWorld) => Promise<Record<string, IngestSide>>,
): Promise<OpenExperiment> {
  const world = await IngestWorld.open(context);
  context.step('starting and warming up the sides');
  const sides = await open(world);
  for (const side of Object.values(sides)) await side.measure();
  return {
    measure: async (id) => {
      const side = sides[id];
      if (!side) throw new Error(`no side ${id}`);
      return side.measure();
    },
  };
}
