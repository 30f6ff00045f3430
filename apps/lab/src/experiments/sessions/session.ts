import { parseVersionTag } from '@ride-hailing/contracts';
import { statesShown } from '../../history/check-read';
import type { DriverState } from '../../history/owner-log';
import type { Read } from '../../history/read';
import { UnverifiedError } from '../../lab.errors';

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

/** Reads that break a session guarantee (Terry et al., PDIS 1994). */
export interface Violations {
  /** Reads that miss a change that the session had made before. */
  readonly missedOwn: number;
  /** Reads that show something older than an earlier read of the session. */
  readonly wentBack: number;
  /** Reads that show something older than their token names. */
  readonly missedToken: number;
  /** Answers that show a state that never was; they count as nothing else. */
  readonly impossible: number;
}

/** @throws UnverifiedError when the log has no such version */
function indexOf(states: readonly DriverState[], tag: string): number {
  const named = parseVersionTag(tag);
  const index = states.findIndex(
    ({ rideId, version }) => rideId === named?.rideId && version === named.version,
  );
  if (index < 0) throw new UnverifiedError(`the owner's log has no version with the ETag ${tag}`);
  return index;
}

/**
 * In favour of the answers: where one may show several states, it breaks a guarantee only if all of them do. An answer
 * is as old as its oldest part, the ride or the details.
 * @throws UnverifiedError when the log lacks a version that the session knows of
 */
export function violationsOf(
  states: readonly DriverState[],
  { writes, reads }: Pick<Session, 'writes' | 'reads'>,
): Violations {
  const own = writes.map((write) => ({ ...write, index: indexOf(states, write.tag) }));
  let [missedOwn, wentBack, missedToken, impossible] = [0, 0, 0, 0];
  /** By part, the oldest state that the answers until now allow it to show. */
  const floors: number[] = [];
  for (const read of reads.filter(({ shown }) => shown !== undefined)) {
    const parts = statesShown(states, read);
    if (parts.some((shown) => shown.length === 0)) {
      impossible += 1;
      continue;
    }
    const written = Math.max(
      ...own.map(({ answeredAt, index }) => (answeredAt <= read.begunAt ? index : -1)),
      -1,
    );
    const isBefore = (wanted: number) => parts.some((shown) => (shown.at(-1) ?? -1) < wanted);
    if (isBefore(written)) missedOwn += 1;
    if (read.token !== undefined && isBefore(indexOf(states, read.token))) missedToken += 1;
    const oldest = parts.map((shown, part) => shown.find((index) => index >= (floors[part] ?? 0)));
    if (oldest.includes(undefined)) wentBack += 1;
    for (const [part, index] of oldest.entries()) if (index !== undefined) floors[part] = index;
  }
  return { missedOwn, wentBack, missedToken, impossible };
}
