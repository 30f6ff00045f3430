interface Asking {
  /** By the monotonic clock; the change was committed between these two. */
  readonly askedAt: number;
  readonly answeredAt: number;
  /** The time of day of `askedAt`. */
  readonly epochMs: number;
}

/**
 * Places times by the services' clocks on the monotonic clock of this process. Where the time of the commit does not lie
 * between the question and its answer, their clock is off, and all its times are moved by as much.
 */
export function ownersClock(
  { askedAt, answeredAt, epochMs }: Asking,
  committed: string,
): (time: string) => number {
  const read = (time: string) => askedAt + Date.parse(time) - epochMs;
  const committedAt = read(committed);
  const offBy = committedAt - Math.min(Math.max(committedAt, askedAt), answeredAt);
  return (time) => read(time) - offBy;
}
