interface Limits {
  readonly usual: number;
  readonly least: number;
  readonly most: number;
  readonly whole?: true;
  readonly isPrice?: true;
  /** Added before the logarithm is taken, so that 0 has a place on the scale. */
  readonly offset?: number;
}

export type NumberName = keyof typeof NUMBERS;
/** What an engineer says about a case, and what things cost there. */
export type Numbers = Readonly<Record<NumberName, number>>;

const NUMBERS = {
  readsPerSecond: { usual: 200, least: 0.01, most: 1e6 },
  changesPerSecond: { usual: 20, least: 0, most: 1e6, offset: 0.001 },
  /** Different records that are read. */
  records: { usual: 1_000, least: 1, most: 1e9, whole: true },
  recordBytes: { usual: 1_000, least: 10, most: 1e8, whole: true },
  /** Distance to the owner: a round trip in ms. */
  roundTripMs: { usual: 1, least: 0, most: 2_000, offset: 0.1 },
  /** In percent, of the owner's service and its database together. */
  availability: { usual: 99.9, least: 50, most: 100 },
  /** How old an answer may be, in s; the time of caches that go by time. */
  maxAgeSeconds: { usual: 2, least: 0, most: 86_400, offset: 0.001 },
  instances: { usual: 2, least: 1, most: 1_000, whole: true },
  /** Prices in one currency: a core for a month, … */
  perCoreMonth: { usual: 30, least: 0, most: 1e4, offset: 0.01, isPrice: true },
  perGbMoved: { usual: 0.02, least: 0, most: 10, offset: 0.0001, isPrice: true },
  perGbMonth: { usual: 0.2, least: 0, most: 100, offset: 0.001, isPrice: true },
  perThousandWrong: { usual: 0.1, least: 0, most: 1e6, offset: 0.0001, isPrice: true },
  /** … and an hour that callers spend waiting. */
  perHourWaited: { usual: 0.01, least: 0, most: 1e4, offset: 0.0001, isPrice: true },
} satisfies Record<string, Limits>;

export const LIMITS: Readonly<Record<NumberName, Limits>> = NUMBERS;
export const NUMBER_NAMES = Object.keys(LIMITS) as NumberName[];

/** An availability with more nines than this counts as 100 %. */
const MOST_NINES = 8;

/** Where a value stands on the scale on which it is searched: powers of ten, or nines of availability. */
export function onScale(name: NumberName, value: number): number {
  if (name === 'availability') return Math.min(MOST_NINES, -Math.log10(1 - value / 100));
  return Math.log10(value + (LIMITS[name].offset ?? 0));
}

/** The inverse of {@link onScale}, within the limits of the number. */
export function fromScale(name: NumberName, at: number): number {
  const { least, most, offset = 0 } = LIMITS[name];
  const value = name === 'availability' ? 100 * (1 - 10 ** -at) : 10 ** at - offset;
  return Math.min(most, Math.max(least, value));
}

export function canBe(name: NumberName, value: number): boolean {
  const { least, most, whole } = LIMITS[name];
  return value >= least && value <= most && (!whole || Number.isInteger(value));
}

/** The numbers of an address, such as `readsPerSecond=500`; what is absent or cannot be taken is as usual. */
export function numbersIn(parameters: Readonly<Record<string, string | undefined>>): Numbers {
  const value = (name: NumberName) => {
    const number = Number(parameters[name]?.trim() || Number.NaN);
    return canBe(name, number) ? number : LIMITS[name].usual;
  };
  return Object.fromEntries(NUMBER_NAMES.map((name) => [name, value(name)])) as unknown as Numbers;
}
