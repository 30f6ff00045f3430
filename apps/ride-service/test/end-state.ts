export interface Snapshot {
  /** Undefined when no phase has left a mark. */
  readonly hold: string | undefined;
  readonly ride: string;
  readonly version: number;
  readonly driverId: string | null;
}

/** What is wrong with a ride and the only assignment that was ever about it; undefined when nothing is. */
export function faultOf(
  { hold, ride, version, driverId }: Snapshot,
  wantedDriverId: string,
): string | undefined {
  const found = `hold ${hold ?? 'none'}, ride ${ride} version ${version} with ${driverId ?? 'nobody'}`;
  const isAssigned = ride === 'ASSIGNED' && version === 2 && driverId === wantedDriverId;
  const isUntouched = ride === 'REQUESTED' && version === 1 && driverId === null;
  return (hold === 'CONFIRMED' ? isAssigned : isUntouched) ? undefined : found;
}
