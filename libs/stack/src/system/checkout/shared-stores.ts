import { StackError } from '../../stack.errors';

const VARIABLES = ['SHARED_CACHE_URL', 'SHARED_FILES_URL'];

type Environment = Readonly<Record<string, string | undefined>>;

/** The addresses of shared stores that are not the broker's buckets, by their variables, without logins. */
export const sharedStoresIn = (environment: Environment): Record<string, string> =>
  Object.fromEntries(
    VARIABLES.flatMap((name) => {
      const url = environment[name]?.replace(/\/\/[^/]*@/, '//');
      return url ? [[name, url]] : [];
    }),
  );

/**
 * Refuses a command that would write to or erase from other stores than the running system uses.
 * @param running what `sharedStoresIn` gave when the system was started
 * @throws StackError that names the variable and both addresses
 */
export function refuseOtherStores(running: Environment, environment: Environment): void {
  const here = sharedStoresIn(environment);
  for (const name of VARIABLES) {
    if (here[name] === running[name]) continue;
    const was = running[name] ?? 'without it, so with NATS';
    throw new StackError(
      `${name} is ${here[name] ?? 'not set'} in this terminal, and the running system was started with ${was}. ` +
        'Set the same SHARED_… variables as for npm start: this command goes to the stores that they name.',
    );
  }
}
