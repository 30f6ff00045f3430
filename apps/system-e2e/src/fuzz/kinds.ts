import { seededRandom, shuffled } from '@ride-hailing/testing';
import fc from 'fast-check';

/** A kind of bad input, or of unusual good input, and a generator of such inputs. */
export interface Kind<Input> {
  /** Part of each failure's message. */
  readonly title: string;
  readonly inputs: fc.Arbitrary<Input>;
  /** The most inputs of this kind in one run, for kinds with large or few inputs. Default: no limit. */
  readonly most?: number;
}

export interface Drawn<Input> {
  readonly title: string;
  readonly input: Input;
}

/** The number of inputs of each kind, as even as the limits allow. */
function shares(kinds: readonly Kind<unknown>[], count: number): number[] {
  const taken = kinds.map(() => 0);
  for (let left = count; left > 0;) {
    const open = kinds.flatMap(({ most = count }, at) => ((taken[at] ?? 0) < most ? [at] : []));
    if (open.length === 0) throw new Error(`these kinds allow ${count - left} inputs, not ${count}`);
    for (const at of open.slice(0, left)) taken[at] = (taken[at] ?? 0) + 1;
    left -= Math.min(left, open.length);
  }
  return taken;
}

/** `count` inputs of all kinds in a random order, which depends on the seed alone. */
export function drawn<Input>(kinds: readonly Kind<Input>[], count: number, seed: number): Drawn<Input>[] {
  const numbers = shares(kinds, count);
  const all = kinds.flatMap(({ title, inputs }, at) => {
    const numRuns = numbers[at] ?? 0;
    return numRuns === 0
      ? []
      : fc.sample(inputs, { numRuns, seed: seed + at }).map((input) => ({ title, input }));
  });
  return shuffled(all, seededRandom(seed));
}

/** A whole number between the two, both included. */
export const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** Random lower-case letters and digits. */
export const word = (min = 1, max = 12): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[a-z0-9]{${min},${max}}$`));
