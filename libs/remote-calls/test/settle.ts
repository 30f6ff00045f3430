import { RemoteCallError } from '../src/remote-call.errors';

/** Counts the calls by how they ended: by their reason, or `answered`. */
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

/** For conditions that hold soon, in specs where a few ms count. */
export const SOON = { timeoutMs: 5_000, intervalMs: 10 };
