import { intendedTimes } from '../../measuring/open-loop';
import { latencyOf, type Latency } from '../../measuring/latency';
import { nowMs } from '../../measuring/clock';
import { seededRandom } from '@ride-hailing/testing';
import type { RunContext } from '../../runner/experiment';
import { placesOf } from './fleet';
import type { NearestSystem, SideId } from './nearest-system';

export interface QuestionPlan {
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly seed: number;
}

/** Asks one side at times of chance; a question waits for the one before it, which its time in Postgres does not show. */
export async function questionTimes(
  context: RunContext,
  system: NearestSystem,
  side: SideId,
  { ratePerSecond, seconds, seed }: QuestionPlan,
): Promise<Latency> {
  const times: number[] = [];
  const plan = { ratePerSecond, seconds, startAt: nowMs(), random: seededRandom(seed) };
  const places = placesOf(2_000, seed);
  const endAt = plan.startAt + seconds * 1_000;
  for (const [index, at] of intendedTimes(plan).entries()) {
    context.signal.throwIfAborted();
    if (nowMs() > endAt) break;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - nowMs())));
    const place = places[index % places.length];
    if (place) times.push(await system.time(side, place));
  }
  return latencyOf(times);
}
