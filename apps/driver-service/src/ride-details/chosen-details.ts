import { InvalidInputProblem } from '@ride-hailing/service-kit';
import type { RideDetails } from './ride-details.port';

export interface Chosen {
  /** Name of the caching choice. */
  readonly cache: string;
  readonly details: RideDetails;
}

/** Details through the caching choice of this service, or through another one that a request names. */
export class ChosenDetails {
  constructor(
    private readonly usual: Chosen,
    /** By caching choice; none when a request may not choose. */
    private readonly others: ReadonlyMap<string, RideDetails>,
  ) {}

  /** @throws InvalidInputProblem for a choice that there is not, and for any when requests may not choose */
  by(choice: string | undefined): Chosen {
    if (choice === undefined) return this.usual;
    const details = this.others.get(choice);
    if (details) return { cache: choice, details };
    const message = this.others.size > 0 ? 'is no caching choice' : 'may not be chosen here';
    throw new InvalidInputProblem('The caching choice cannot be used.', [{ field: 'cache', message }]);
  }
}
