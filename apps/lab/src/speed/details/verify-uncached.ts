import { UnverifiedError } from '../../lab.errors';
import type { CheckReport } from './port/answer-check';

/** Of the contract: more lookups do not fit into one call. */
const MOST_LOOKUPS = 100;
/** The clocks of two processes, at most. */
const CLOCKS_APART_MS = 5;

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
  if (calls * MOST_LOOKUPS < right) throw new UnverifiedError(`${right} answers out of ${calls} calls`);
  if (changed === 0) throw new UnverifiedError('no answer told of the change in the middle');
  if (lastUnchangedAskedAt > changedAt + CLOCKS_APART_MS) {
    const lateMs = Math.round(lastUnchangedAskedAt - changedAt);
    throw new UnverifiedError(`an answer asked for ${lateMs} ms after a change did not tell of it`);
  }
  return `${right} answers with their own rider and version, ${changed} with what had changed meanwhile, ${calls} calls`;
}
