import { type Measured, outcomes, type Outcome } from './model';
import { fromScale, LIMITS, NUMBER_NAMES, type NumberName, type Numbers, onScale } from './numbers';

export interface Ranked extends Outcome {
  /** How much dearer than the first, as a share of it; 0 for the first. */
  readonly margin: number;
}

/** A number that puts another approach first, when it alone is changed. */
export interface Turn {
  readonly name: NumberName;
  readonly from: number;
  readonly at: number;
  /** The approach that is first there. */
  readonly first: string;
  /** On the scale of the number: powers of ten, or nines of availability. */
  readonly distance: number;
}

/** A margin below this is within what repeats of the lab differ by. */
export const CLOSE = 0.15;

/** The cheapest variant of each approach, cheapest first. */
export function ranking(measured: Measured, numbers: Numbers): readonly Ranked[] {
  const best = new Map<string, Outcome>();
  for (const each of outcomes(measured, numbers)) {
    const known = best.get(each.approach);
    if (!known || each.total < known.total) best.set(each.approach, each);
  }
  const sorted = [...best.values()].sort((one, other) => one.total - other.total);
  const least = sorted[0]?.total ?? 0;
  return sorted.map((each) => ({ ...each, margin: least > 0 ? each.total / least - 1 : 0 }));
}

const STEPS = 40;
const HALVINGS = 30;

/**
 * For each number the nearest value below and above that puts another approach first, nearest first. Searched in steps
 * on the scale of the number within its limits, then by bisection: an order that turns twice within one step is missed.
 */
export function turns(measured: Measured, numbers: Numbers): readonly Turn[] {
  const first = ranking(measured, numbers)[0]?.approach;
  if (first === undefined) return [];
  return NUMBER_NAMES.flatMap((name) => {
    const { least, most } = LIMITS[name];
    return [least, most].flatMap((end) => turnToward(measured, numbers, name, end, first) ?? []);
  }).sort((one, other) => one.distance - other.distance);
}

function turnToward(measured: Measured, numbers: Numbers, name: NumberName, end: number, first: string) {
  const start = onScale(name, numbers[name]);
  const valueAt = (at: number) => {
    const value = fromScale(name, at);
    return LIMITS[name].whole ? Math.round(value) : value;
  };
  const firstAt = (at: number) =>
    ranking(measured, { ...numbers, [name]: valueAt(at) })[0]?.approach ?? first;
  const step = (onScale(name, end) - start) / STEPS;
  for (let index = 1; step !== 0 && index <= STEPS; index++) {
    if (firstAt(start + step * index) === first) continue;
    let [near, far] = [start + step * (index - 1), start + step * index];
    for (let halving = 0; halving < HALVINGS; halving++) {
      const middle = (near + far) / 2;
      if (firstAt(middle) === first) near = middle;
      else far = middle;
    }
    const turn: Turn = {
      ...{ name, from: numbers[name], at: valueAt(far), first: firstAt(far) },
      distance: Math.abs(far - start),
    };
    return turn;
  }
  return null;
}
