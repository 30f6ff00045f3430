import { parseDriverUpdate } from '@ride-hailing/contracts';
import type { DriversFrame } from '../page-api';

const MOST_DRIVERS = 20_000;
const SILENT_AFTER_MS = 60_000;
const FORGOTTEN_AFTER_MS = 300_000;
/** About a metre; more digits would only make frames longer. */
const PLACES = 1e5;

interface Seen {
  lat: number;
  lng: number;
  sequence: number;
  atMs: number;
}

const FREE = 0;
const ON_A_RIDE = 1;
const SILENT = 2;

const rounded = (degrees: number): number => Math.round(degrees * PLACES) / PLACES;

/** The newest position of at most 20,000 drivers; further drivers are left out. */
export class DriverPositions {
  private readonly drivers = new Map<string, Seen>();
  private changed = false;
  /** Changes with the set of drivers. */
  private idsVersion = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  update(data: Uint8Array): void {
    const parsed = parseDriverUpdate(data);
    if (!parsed.ok) return;
    const { driverId, sequence, position } = parsed.value;
    const known = this.drivers.get(driverId);
    if (known) {
      if (sequence <= known.sequence) return;
      known.lat = rounded(position.lat);
      known.lng = rounded(position.lng);
      known.sequence = sequence;
      known.atMs = this.now();
    } else {
      if (this.drivers.size >= MOST_DRIVERS) return;
      const [lat, lng] = [rounded(position.lat), rounded(position.lng)];
      this.drivers.set(driverId, { lat, lng, sequence, atMs: this.now() });
      this.idsVersion += 1;
    }
    this.changed = true;
  }

  /** That drivers began or ended a ride. */
  touch(): void {
    this.changed = true;
  }

  /**
   * Undefined when nothing has changed since the frame before.
   * @param share of the updates that are seen: with a tenth of them, silence takes ten times as long to notice
   */
  frame(onRide: ReadonlySet<string>, share: number): { idsVersion: number; frame: DriversFrame } | undefined {
    const silentBefore = this.now() - SILENT_AFTER_MS / share;
    this.forget(this.now() - FORGOTTEN_AFTER_MS / share);
    if (!this.changed) return undefined;
    this.changed = false;
    const seen = [...this.drivers.values()];
    const ids = [...this.drivers.keys()];
    const stateOf = ({ atMs }: Seen, index: number): number => {
      if (atMs < silentBefore) return SILENT;
      return onRide.has(ids[index] ?? '') ? ON_A_RIDE : FREE;
    };
    const frame = {
      ids,
      lat: seen.map(({ lat }) => lat),
      lng: seen.map(({ lng }) => lng),
      state: seen.map(stateOf),
      sameIds: false,
    };
    return { idsVersion: this.idsVersion, frame };
  }

  private forget(seenBefore: number): void {
    for (const [id, { atMs }] of this.drivers) {
      if (atMs >= seenBefore) continue;
      this.drivers.delete(id);
      this.idsVersion += 1;
      this.changed = true;
    }
  }
}
