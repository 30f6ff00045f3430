/** Of the circle for ten drivers, before anything is known. */
const AT_FIRST_M = 300;
const LEAST_M = 50;
const MOST_M = 10_000;
/** With twice the area that held enough drivers lately, a second circle is rare. */
const ROOM = Math.SQRT2;
const LEARNS = 0.1;

/**
 * How wide the first circle of a search is: as wide as the drivers are far apart where people ask. Only a guess, which
 * saves circles and candidates; a wrong one costs time and changes no answer.
 */
export class FirstRadius {
  /** Logarithm of the metres for one driver: one question from the desert must not outweigh those from the city. */
  private logOfOne = Math.log(AT_FIRST_M / ROOM / Math.sqrt(10));

  forAbout(drivers: number): number {
    const radiusM = Math.exp(this.logOfOne) * Math.sqrt(drivers) * ROOM;
    return Math.min(MOST_M, Math.max(LEAST_M, radiusM));
  }

  /** So many drivers were found, the last one so far away. */
  learn(drivers: number, farthestM: number): void {
    const seen = Math.max(LEAST_M, farthestM) / Math.sqrt(drivers);
    this.logOfOne += (Math.log(seen) - this.logOfOne) * LEARNS;
  }
}
