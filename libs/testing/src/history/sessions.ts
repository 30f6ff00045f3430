import { parseVersionTag } from '@ride-hailing/contracts';
import { statesShown } from './check-read';
import type { DriverState } from './owner-log';
import type { Read } from './read';

/** A change that the session itself has made. */
export interface OwnWrite {
  /** ms since 1970. */
  readonly answeredAt: number;
  /** The ETag of the ride as it was changed. */
  readonly tag: string;
}

export interface SessionRead extends Read {
  readonly status?: number;
  /** The ETag that it asked for at least. */
  readonly token?: string;
}

/** What one client did about one driver. */
export interface Session {
  readonly driverId: string;
  readonly writes: readonly OwnWrite[];
  /** One after the other. */
  readonly reads: readonly SessionRead[];
}

/**
 * A read that breaks a session guarantee (Terry et al., PDIS 1994).
 * - `missedOwn`: it misses a change that the session had made before.
 * - `wentBack`: it shows something older than an earlier read of the session.
 * - `missedToken`: it shows something older than its token names.
 * - `impossible`: it shows a state that never was, and counts as nothing else.
 * - `notInLog`: the session knows of a version that the owner's log lacks.
 */
export interface Violation {
  readonly kind: 'missedOwn' | 'wentBack' | 'missedToken' | 'impossible' | 'notInLog';
  /** Absent when the version comes from a write. */
  readonly read?: SessionRead;
  /** The ETag that is not in the log. */
  readonly tag?: string;
}

/** -1 when the log has no such version. */
function indexOf(states: readonly DriverState[], tag: string): number {
  const named = parseVersionTag(tag);
  return states.findIndex(({ rideId, version }) => rideId === named?.rideId && version === named.version);
}

/**
 * In favour of the answers: where one may show several states, it breaks a guarantee only if all of them do. An answer
 * is as old as its oldest part, the ride or the details.
 */
export function violationsOf(
  states: readonly DriverState[],
  { writes, reads }: Pick<Session, 'writes' | 'reads'>,
): Violation[] {
  const own = writes.map((write) => ({ ...write, index: indexOf(states, write.tag) }));
  const found: Violation[] = own.flatMap(({ index, tag }) => (index < 0 ? [{ kind: 'notInLog', tag }] : []));
  /** By part, the oldest state that the answers until now allow it to show. */
  const floors: number[] = [];
  for (const read of reads.filter(({ shown }) => shown !== undefined)) {
    const parts = statesShown(states, read);
    const breaks = (kind: Violation['kind']) => found.push({ kind, read });
    if (parts.some((shown) => shown.length === 0)) {
      breaks('impossible');
      continue;
    }
    const written = Math.max(
      ...own.map(({ answeredAt, index }) => (answeredAt <= read.begunAt ? index : -1)),
      -1,
    );
    const isBefore = (wanted: number) => parts.some((shown) => (shown.at(-1) ?? -1) < wanted);
    if (isBefore(written)) breaks('missedOwn');
    const named = read.token === undefined ? 0 : indexOf(states, read.token);
    if (named < 0) found.push({ kind: 'notInLog', read, tag: read.token });
    else if (isBefore(named)) breaks('missedToken');
    const oldest = parts.map((shown, part) => shown.find((index) => index >= (floors[part] ?? 0)));
    if (oldest.includes(undefined)) breaks('wentBack');
    for (const [part, index] of oldest.entries()) if (index !== undefined) floors[part] = index;
  }
  return found;
}
