/**
 * Below it a difference is none that a person would care about: so many times the other figure (`times`, above 1), or
 * so much in the figure's own unit (`by`). It is written down before the run whose figures decide the claim.
 */
export type Margin = { readonly times: number } | { readonly by: number };

/** Where a figure of an experiment is found. */
interface Place {
  readonly metric: string;
  readonly side: string;
  /** Of what the experiment moves. */
  readonly at?: number;
}

/** One figure is lower, or higher, than another one of the same repeat, or than a constant, by more than the margin. */
export interface Comparison extends Place {
  readonly kind: 'comparison';
  readonly expected: 'lower' | 'higher';
  readonly than: Partial<Place> | number;
  readonly margin: Margin;
  /** Counted and not timed, so that it has no spread and one repeat decides. */
  readonly isExact?: boolean;
}

/** The same over all values of what the experiment moves: it may hold only above, or only below, some value. */
export interface Crossing {
  readonly kind: 'crossing';
  readonly metric: string;
  readonly side: string;
  readonly expected: 'lower' | 'higher';
  readonly than: string;
  readonly margin: Margin;
  readonly isExact?: boolean;
}

/** A count is above `limit` in no repeat: one example refutes it. */
export interface Never extends Place {
  readonly kind: 'never';
  readonly limit: number;
}

/** A count is above `limit` in some repeat: one example shows it. */
export interface Sometimes extends Place {
  readonly kind: 'sometimes';
  readonly limit: number;
}

/**
 * Over all values of what the experiment moves, whoever may choose among `choices` in each case loses less to the best
 * of all sides, where it is worst, than whoever has only `side`. Of a figure that is better when it is lower.
 */
export interface Regret {
  readonly kind: 'regret';
  readonly metric: string;
  readonly choices: readonly string[];
  readonly side: string;
  /** All sides: the best of them is what is compared with. */
  readonly among: readonly string[];
  readonly margin: Margin;
}

/** All of them hold: the verdict is the worst of theirs. */
export interface All {
  readonly kind: 'all';
  readonly rules: readonly Rule[];
}

export type Rule = Comparison | Crossing | Never | Sometimes | Regret | All;

type Than = Partial<Place> | number | string;

/** A string is another side, of the same metric and at the same value. */
const compare =
  (expected: Comparison['expected']) =>
  (place: Place, than: Than, margin: Margin, isExact = false): Comparison => ({
    ...{ kind: 'comparison', expected, ...place, margin, isExact },
    than: typeof than === 'string' ? { side: than } : than,
  });

export const lower = compare('lower');
export const higher = compare('higher');

export const never = (place: Place, limit = 0): Never => ({ kind: 'never', ...place, limit });
export const sometimes = (place: Place, limit = 0): Sometimes => ({ kind: 'sometimes', ...place, limit });
export const all = (...rules: readonly Rule[]): All => ({ kind: 'all', rules });
