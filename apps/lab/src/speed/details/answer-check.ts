import { MAX_LOOKUPS } from '@ride-hailing/contracts';
import { UnverifiedError } from '../../lab.errors';
import { isChanging, type PlantedRide } from '../drivers/planted-rides';
import type { Answer } from './port/details-port';

/** The clocks of two processes, at most. */
const CLOCKS_APART_MS = 5;

/** Compares every answer with what was planted. */
export class AnswerCheck {
  readonly report = {
    /** Answers that were that ride's own: its rider and its version. */
    right: 0,
    /** The first that was not. */
    wrong: null as string | null,
    /** Answers that show the new notes of a ride whose notes were changed during the measurement. */
    changed: 0,
    /** When the last answer with the old notes was asked for, ms since 1970; 0 if there was none. */
    lastUnchangedAskedAt: 0,
  };

  /** @param newNotes what the changing rides' notes become in the middle */
  constructor(private readonly newNotes: string) {}

  /** @param askedAt ms since 1970 */
  look(index: number, ride: PlantedRide, answer: Answer | undefined, askedAt: number): void {
    const { report } = this;
    if (answer?.riderName !== ride.riderName || answer.version !== ride.version) {
      report.wrong ??= `${ride.rideId} was answered with ${JSON.stringify(answer)}`;
      return;
    }
    report.right += 1;
    if (!isChanging(index)) return;
    if (answer.notes === this.newNotes) report.changed += 1;
    else report.lastUnchangedAskedAt = Math.max(report.lastUnchangedAskedAt, askedAt);
  }
}

export type CheckReport = Readonly<AnswerCheck['report']>;

/**
 * Says what was checked: that each answer was that ride's own, and read from the owner when it was asked for.
 * @param changedAt when the owner had committed the new notes, ms since 1970
 * @param calls that the owner served
 * @throws UnverifiedError otherwise
 */
export function verifyUncached(
  { right, wrong, changed, lastUnchangedAskedAt }: CheckReport,
  changedAt: number,
  calls: number,
): string {
  if (wrong !== null) throw new UnverifiedError(wrong);
  if (calls * MAX_LOOKUPS < right) throw new UnverifiedError(`${right} answers out of ${calls} calls`);
  if (changed === 0) throw new UnverifiedError('no answer told of the change in the middle');
  if (lastUnchangedAskedAt > changedAt + CLOCKS_APART_MS) {
    const lateMs = Math.round(lastUnchangedAskedAt - changedAt);
    throw new UnverifiedError(`an answer asked for ${lateMs} ms after a change did not tell of it`);
  }
  return `${right} answers with their own rider and version, ${changed} with what had changed meanwhile, ${calls} calls`;
}
