const FIRST_MS = 100;
const LONGEST_MS = 10_000;
/** 100 ms doubled so often is above the longest. */
const MOST_DOUBLINGS = 7;

/** How long after the given number of vain rounds to try again: doubled each time, and spread by half. */
export const retryAfterMs = (rounds: number, random: () => number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(rounds, MOST_DOUBLINGS)) * (0.5 + random() / 2);
