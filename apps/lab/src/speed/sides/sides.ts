import { join } from 'node:path';
import type { Program } from '@ride-hailing/testing';
import type { Side } from '../../results/results';
import type { Measurement, OpenExperiment, RunContext } from '../../runner/experiment';
import { startProgram } from '../../runner/start-program';
import type { LabSystem } from '../../world/lab-system';
import { environmentFor } from './environment';

export const naive = (says: string): Side => ({ id: 'naive', kind: 'naive', says });
export const project = (says: string): Side => ({ id: 'project', kind: 'project', says });
export const limit = (says: string): Side => ({ id: 'limit', kind: 'limit', says });
export const other = (id: string, says: string): Side => ({ id, kind: 'other', says });

/** By the id of a side, the function that measures the side once. @throws UnverifiedError when the work was not done */
export type Sides = Readonly<Record<string, (repeat: number) => Promise<Measurement>>>;

export const openSides = (sides: Sides): OpenExperiment => ({
  measure: async (id, repeat) => {
    const measure = sides[id];
    if (!measure) throw new Error(`no side ${id}`);
    return measure(repeat);
  },
});

/** A side's program beside the system, told where it works; it goes with the experiment. */
export function startSide<Order, Answer>(
  context: RunContext,
  { stack }: LabSystem,
  file: string,
  database: string,
  args: readonly string[] = [],
): Promise<Program<Order, Answer>> {
  const env = environmentFor(stack, stack.adminDatabaseUrl(database));
  return startProgram(context, join(__dirname, '..', file), { env, args });
}
