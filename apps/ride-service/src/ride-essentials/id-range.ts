import { isUuid } from '@ride-hailing/contracts';
import { InvalidInputProblem } from '@ride-hailing/service-kit';

/** Rides with ids above `after` and up to `until`, no more than `limit` of them. */
export interface IdRange {
  readonly after: string;
  readonly until: string;
  readonly limit: number;
}

/** No ride has either of these ids. */
const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** @throws InvalidInputProblem */
export function idRange(asked: IdRange, mostRides: number): IdRange {
  const { limit } = asked;
  for (const field of ['after', 'until'] as const) {
    if (asked[field] === '' || isUuid(asked[field])) continue;
    throw new InvalidInputProblem(`${field}: must be empty or the id of a ride`);
  }
  if (limit < 1 || limit > mostRides) {
    throw new InvalidInputProblem(`limit: must be 1 to ${mostRides}, not ${limit}`);
  }
  return { after: asked.after || FIRST, until: asked.until || LAST, limit };
}
