/** One read of a driver's current ride, as the reader saw it. Times are ms since 1970. */
export interface Read {
  readonly driverId: string;
  /** When the plan wanted it to begin: latency counts from here. */
  readonly intendedAt: number;
  /** When it was really sent: what it shows is judged from here. */
  readonly begunAt: number;
  readonly endedAt: number;
  /** Undefined when there was no answer in time, or one that is not 200. */
  readonly shown?: Shown;
}

/** What an answer said. */
export interface Shown {
  readonly ride: { readonly id: string; readonly version: number; readonly status: string } | null;
  readonly hasDetails: boolean;
  /** The version that the details are of; null when there are none. */
  readonly detailsVersion: number | null;
}

/** Of the body of `GET /drivers/:id/current-ride`. */
interface Body {
  readonly ride: Shown['ride'];
  readonly details: object | null;
  readonly sources: { readonly details: { readonly version: number | null } };
}

/** @throws TypeError when it is no such body */
export function shownBy(body: unknown): Shown {
  const { ride, details, sources } = body as Body;
  const hasDetails = details !== null;
  return {
    ride: ride === null ? null : { id: ride.id, version: ride.version, status: ride.status },
    hasDetails,
    detailsVersion: hasDetails ? sources.details.version : null,
  };
}
