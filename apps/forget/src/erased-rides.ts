import type { ErasedRide } from './erasures.client';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const VERSION = /"version"\s*:\s*(\d+)/g;

/** Rides that were erased at their owner, each in the version from which on nothing of the rider is in it. */
export class ErasedRides {
  private readonly versionsById: ReadonlyMap<string, number>;
  private readonly rider: RegExp;

  constructor(
    private readonly rides: readonly ErasedRide[],
    riderId: string,
  ) {
    this.versionsById = new Map(rides.map(({ rideId, version }) => [rideId, version]));
    this.rider = new RegExp(`"riderId"\\s*:\\s*"${riderId}"`);
  }

  get ids(): readonly string[] {
    return [...this.versionsById.keys()];
  }

  /** In the order of the ids. */
  get versions(): readonly number[] {
    return [...this.versionsById.values()];
  }

  /** The drivers of these rides. */
  get driverIds(): readonly string[] {
    return [...new Set(this.rides.flatMap(({ driverId }) => driverId ?? []))];
  }

  /**
   * Whether a text, such as a message with its subject, is of one of these rides before its erasure, or of the rider. A
   * text of such a ride that does not say its version is taken for an old one.
   */
  isIn(text: string): boolean {
    if (this.rider.test(text)) return true;
    const erasedIn = (text.match(UUID) ?? []).flatMap((id) => this.versionsById.get(id) ?? []);
    if (erasedIn.length === 0) return false;
    const versions = [...text.matchAll(VERSION)].map(([, version]) => Number(version));
    return versions.length === 0 || Math.min(...versions) < Math.max(...erasedIn);
  }
}
