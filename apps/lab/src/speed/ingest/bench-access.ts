import type { Stack } from '@ride-hailing/stack';

/** What the programs of this topic are told, in their environment. */
export interface BenchAccess {
  readonly natsUrl: string;
  readonly natsUser: string;
  readonly natsPassword: string;
  /** Of the database of the sides that are not the project. */
  readonly databaseUrl: string;
}

const NAME = 'BENCH_ACCESS';
export const BENCH_DATABASE = 'bench';

export function environmentFor(stack: Stack): Record<string, string> {
  const { user, password } = stack.credentials('operator');
  const access: BenchAccess = {
    natsUrl: stack.natsUrl,
    natsUser: user,
    natsPassword: password,
    databaseUrl: stack.adminDatabaseUrl(BENCH_DATABASE),
  };
  return { [NAME]: JSON.stringify(access), NODE_ENV: 'production' };
}

/** @throws Error when this is no program of the benchmark */
export function benchAccess(): BenchAccess {
  const said = process.env[NAME];
  if (said === undefined) throw new Error(`${NAME} is not set`);
  return JSON.parse(said) as BenchAccess;
}
