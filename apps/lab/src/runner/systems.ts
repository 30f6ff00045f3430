import { Program, type ProgramOptions } from '@ride-hailing/testing';
import { type Stack, type StackOptions, startStack } from '@ride-hailing/stack';
import type { RunContext } from './experiment';
import { serviceProfiling } from './service-profiling';

type SystemOptions = Required<Pick<StackOptions, 'services'>> & Pick<StackOptions, 'env' | 'approaches'>;

/** The built services with servers of their own, which go with the experiment. @throws StackError */
export async function startSystem(context: RunContext, options: SystemOptions): Promise<Stack> {
  const { belongings, signal, step, profileFolder } = context;
  const { services, env = {}, approaches } = options;
  const stack = await startStack({
    ...{ folder: belongings.folder(), portBase: 'free', simulator: false, services, approaches },
    ...{ build: context.needsBuild(), signal, log: step },
    env: Object.fromEntries(
      services.map((name) => [name, { ...env[name], ...serviceProfiling(name, profileFolder) }]),
    ),
  });
  belongings.alsoRemove(stack.dataFolder);
  return belongings.own(stack);
}

/** A program of the bench in a process of its own, which goes with the experiment. */
export async function startProgram<Order, Answer>(
  { belongings }: Pick<RunContext, 'belongings'>,
  file: string,
  options?: ProgramOptions,
): Promise<Program<Order, Answer>> {
  return belongings.own(await Program.start<Order, Answer>(file, options));
}
