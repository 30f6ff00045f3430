import type { RunContext } from '../../runner/experiment';
import { startDriversWorld } from '../drivers/drivers-world';

/** How many drivers, each on a ride of their own. */
export const RIDES = 5_000;
/** A machine that does something else for a moment must not make an answer partial: all sides have this long. */
const DETAILS_WITHIN_MS = 8_000;

export const startDetailsWorld = (context: RunContext) =>
  startDriversWorld(context, {
    drivers: RIDES,
    env: { CACHING_CHOICE: 'none', DETAILS_DEADLINE_MS: String(DETAILS_WITHIN_MS) },
  });
