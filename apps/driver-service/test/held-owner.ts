import {
  type Details,
  type DetailsLookup,
  type DetailsResult,
  RideDetails,
} from '../src/ride-details/ride-details.port';

const someDetails = (given: Partial<Details> = {}): Details => ({
  riderId: 'r-1',
  riderName: 'A. Rider',
  riderPhone: '+82-2-000-0000',
  pickupAddress: 'Seoul Station',
  dropoff: null,
  stops: [],
  fare: { amountMinor: 0, currency: 'KRW' },
  notes: '',
  ...given,
});

/** An owner for specs, which can hold its answers. */
export class HeldOwner implements RideDetails {
  readonly calls: { lookups: readonly DetailsLookup[]; budgetMs: number }[] = [];
  answerTo: (lookup: DetailsLookup) => DetailsResult = () => found(1);
  private gate: Promise<void> = Promise.resolve();

  /**
   * Holds all answers from now on.
   * @returns a function that releases them
   */
  hold(): () => void {
    let letGo = (): void => undefined;
    this.gate = new Promise((resolve) => (letGo = resolve));
    return letGo;
  }

  async find(lookups: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]> {
    this.calls.push({ lookups, budgetMs });
    const { answerTo, gate } = this;
    await gate;
    return lookups.map(answerTo);
  }
}

export const found = (version: number, details: Partial<Details> = {}): DetailsResult => ({
  outcome: 'found',
  details: someDetails(details),
  version,
  from: 'ride-service',
  ageMs: 0,
  tookMs: 1,
});
