import { UnverifiedError } from '../../lab.errors';
import { latencyOf } from '../../measuring/latency';
import type { Measurement } from '../../runner/experiment';
import { inDoubtMs, mixedAmong } from './agreement';
import type { Asked, Course } from './through-assignments';

const shareMade = (asked: readonly Asked[]): number =>
  asked.filter(({ isAssigned }) => isAssigned).length / Math.max(1, asked.length);

/**
 * What one way has made of the assignments that it was asked for.
 * @throws UnverifiedError when most of those that were answered before the fault were not made
 */
export function figuresOf(way: string, course: Course): Measurement {
  const { faultAt, faultEndedAt, looks, atRest, parts } = course;
  const asked = course.asked.filter((one) => one.way === way);
  const before = asked.filter(({ askedAt, tookMs }) => askedAt + tookMs < faultAt);
  if (before.length > 0 && shareMade(before) < 0.5) {
    const made = before.filter(({ isAssigned }) => isAssigned).length;
    throw new UnverifiedError(`${way} made only ${made} of ${before.length} assignments before the fault`);
  }
  const during = asked.filter(({ askedAt }) => askedAt >= faultAt && askedAt < faultEndedAt);
  const own = new Set(asked.map(({ rideId }) => rideId));
  const sides = new Map([...atRest.sides].filter(([rideId]) => own.has(rideId)));
  const made = asked.filter(({ isAssigned }) => isAssigned);
  const mixed = mixedAmong(sides, new Set(made.map(({ rideId }) => rideId)));
  const doubts = [...inDoubtMs([...looks, atRest])].filter(([rideId]) => own.has(rideId));
  const { p50, p99 } = latencyOf(made.map(({ tookMs }) => tookMs));
  const assigned = [...sides.values()].filter(({ isAssigned }) => isAssigned).length;
  return {
    values: {
      success: shareMade(during),
      madeInTheEnd:
        during.filter(({ rideId }) => sides.get(rideId)?.isAssigned).length / Math.max(1, during.length),
      mixed: mixed.length,
      inDoubt: Math.max(0, ...doubts.map(([, ms]) => ms)),
      ...{ p50, p99 },
      availability: shareMade(asked),
      parts: parts.get(way) ?? 0,
    },
    verified:
      `of ${asked.length} assignments ${made.length} were answered with yes; at rest the ride is the driver's in ` +
      `${assigned}, and the services disagree on ${mixed.length}: looked at in both databases, ${looks.length} times until then`,
  };
}
