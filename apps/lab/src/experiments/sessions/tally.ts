import { type DriverState, type Session, type Violation, violationsOf } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import { latencyOf } from '../../measuring/latency';

type Kind = Exclude<Violation['kind'], 'notInLog'>;

/** What the sessions of one kind have seen. */
export interface SessionTally extends Readonly<Record<Kind, number>> {
  readonly writes: number;
  readonly reads: number;
  /** Reads that were answered with 503. */
  readonly refused: number;
  /** Of an answer of a read, in ms. */
  readonly p50: number;
}

/** More reads without an answer than this share, and the others say nothing. */
const MOST_UNANSWERED = 0.05;

/**
 * @throws UnverifiedError when nothing was changed, more than a few reads had no answer at all, the owner was asked for
 * a version that it says it never had, or its log lacks a change that was answered
 */
export function tallyOf(
  sessions: readonly Session[],
  states: ReadonlyMap<string, readonly DriverState[]>,
): SessionTally {
  const reads = sessions.flatMap((session) => session.reads);
  const answeredWith = (status: number) => reads.filter((read) => read.status === status).length;
  const [answered, refused] = [answeredWith(200), answeredWith(503)];
  if (answered === 0) throw new UnverifiedError('no driver whose ride was changed was shown');
  if (answeredWith(412) > 0) throw new UnverifiedError('a version that was shown is one that never was');
  if (reads.length - answered - refused > MOST_UNANSWERED * reads.length)
    throw new UnverifiedError(`of ${reads.length} reads ${answered} were answered and ${refused} refused`);
  const found = sessions.flatMap((session) => violationsOf(states.get(session.driverId) ?? [], session));
  const unknown = found.find(({ kind }) => kind === 'notInLog');
  if (unknown) throw new UnverifiedError(`the owner's log has no version with the ETag ${unknown.tag}`);
  const sum = (of: Kind) => found.filter(({ kind }) => kind === of).length;
  return {
    ...{ missedOwn: sum('missedOwn'), wentBack: sum('wentBack') },
    ...{ missedToken: sum('missedToken'), impossible: sum('impossible') },
    writes: sessions.reduce((total, session) => total + session.writes.length, 0),
    ...{ reads: reads.length, refused },
    p50: latencyOf(reads.flatMap(({ begunAt, endedAt, shown }) => (shown ? [endedAt - begunAt] : []))).p50,
  };
}

const perTenThousand = (count: number, { reads, writes }: SessionTally): number =>
  (count * 10_000) / (reads + writes);

/** Each place of a side: sessions that write, and sessions that only read. */
export interface PlaceTally {
  readonly writers: SessionTally;
  readonly onlookers: SessionTally;
}

/**
 * The figures of a turn as a whole.
 * @throws UnverifiedError when a read with the token shows something older than it names, or breaks a guarantee of a
 * client that writes: the system promises that none does. A client that only reads, and was shown no ride, has no
 * version of that to name, and may go back.
 */
export function turnValues(places: readonly PlaceTally[], hasToken: boolean): Record<string, number> {
  const sum = (of: (place: PlaceTally) => number) => places.reduce((total, place) => total + of(place), 0);
  const ofWriters = sum(({ writers }) => writers.missedOwn + writers.wentBack);
  const broken = ofWriters + sum(({ onlookers }) => onlookers.missedToken);
  if (hasToken && broken > 0)
    throw new UnverifiedError(`${broken} reads with the token broke a guarantee of their session`);
  return {
    violations: ofWriters + sum(({ onlookers }) => onlookers.wentBack),
    impossible: sum(({ writers, onlookers }) => writers.impossible + onlookers.impossible),
  };
}

/** The figures at one place. @param ownerCalls while the sessions that write went on */
export const placeValues = (
  { writers, onlookers }: PlaceTally,
  ownerCalls: number,
): Record<string, number> => ({
  missedOwn: perTenThousand(writers.missedOwn, writers),
  wentBack: perTenThousand(writers.wentBack, writers),
  wentBackReading: perTenThousand(onlookers.wentBack, onlookers),
  p50: writers.p50,
  ownerCalls: (ownerCalls * 1_000) / writers.reads,
  refused: (writers.refused + onlookers.refused) / (writers.reads + onlookers.reads),
});
