import { Program, type ProgramOptions } from '@ride-hailing/testing';
import type { RunContext } from './experiment';

/** A program of the lab in a process of its own, which goes with the experiment. */
export async function startProgram<Order, Answer>(
  { belongings }: Pick<RunContext, 'belongings'>,
  file: string,
  options?: ProgramOptions,
): Promise<Program<Order, Answer>> {
  return belongings.own(await Program.start<Order, Answer>(file, options));
}
