import { RemoteCallError } from '../src/remote-call.errors';

/** Each call's reason, or `answered`; how many of each. */
export async function reasons(calls: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const end of await Promise.allSettled(calls)) {
    const reason = end.status === 'fulfilled' ? 'answered' : reasonOf(end.reason);
    counted[reason] = (counted[reason] ?? 0) + 1;
  }
  return counted;
}

function reasonOf(error: unknown): string {
  if (error instanceof RemoteCallError) return error.reason;
  throw error;
}

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Asks every 10 ms until it holds. */
export async function until(holds: () => boolean, withinMs = 5_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > deadline)
      throw new Error(`did not come true within ${withinMs} ms: ${String(holds)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
