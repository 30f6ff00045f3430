/** The initial radius for ten drivers. */
const AT_FIRST_M = 300;
const LEAST_M = 50;
const MOST_M = 10_000;
/** Doubles the area that recently held enough drivers, so that a second circle is rare. */
const ROOM = Math.SQRT2;
const LEARNS = 0.1;

/**
 * Estimates the radius of a search's first circle from the density of drivers in recent searches. A good estimate saves
 * circles and candidates; a wrong one costs time and changes no answer.
 */
export class FirstRadius {
  /** The logarithm of the radius for one driver: one search in a desert must not outweigh many in a city. */
  private logOfOne = Math.log(AT_FIRST_M / ROOM / Math.sqrt(10));

  forAbout(drivers: number): number {
    const radiusM = Math.exp(this.logOfOne) * Math.sqrt(drivers) * ROOM;
    return Math.min(MOST_M, Math.max(LEAST_M, radiusM));
  }

  learn(drivers: number, farthestM: number): void {
    const seen = Math.max(LEAST_M, farthestM) / Math.sqrt(drivers);
    this.logOfOne += (Math.log(seen) - this.logOfOne) * LEARNS;
  }
}
