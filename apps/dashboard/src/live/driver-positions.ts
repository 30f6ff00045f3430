import { parseDriverUpdate } from '@ride-hailing/contracts';
import type { DriversFrame } from '../page-api';

const MOST_DRIVERS = 20_000;
const SILENT_AFTER_MS = 60_000;
const FORGOTTEN_AFTER_MS = 300_000;
/** About a metre; more digits would only make frames longer. */
const PLACES = 1e5;

interface Seen {
  readonly lat: number;
  readonly lng: number;
  readonly sequence: number;
  readonly atMs: number;
}

const FREE = 0;
const ON_A_RIDE = 1;
const SILENT = 2;

const rounded = (degrees: number): number => Math.round(degrees * PLACES) / PLACES;

/** The newest position of at most 20,000 drivers; further drivers are left out. */
export class DriverPositions {
  private readonly drivers = new Map<string, Seen>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  update(data: Uint8Array): void {
    const parsed = parseDriverUpdate(data);
    if (!parsed.ok) return;
    const { driverId, sequence, position } = parsed.value;
    const known = this.drivers.get(driverId);
    if (known ? sequence <= known.sequence : this.drivers.size >= MOST_DRIVERS) return;
    const [lat, lng] = [rounded(position.lat), rounded(position.lng)];
    this.drivers.set(driverId, { lat, lng, sequence, atMs: this.now() });
  }

  /** @param share of the updates that are seen: with a tenth of them, silence takes ten times as long to notice */
  frame(onRide: ReadonlySet<string>, share: number): DriversFrame {
    for (const [id, { atMs }] of this.drivers) {
      if (atMs < this.now() - FORGOTTEN_AFTER_MS / share) this.drivers.delete(id);
    }
    const silentBefore = this.now() - SILENT_AFTER_MS / share;
    const seen = [...this.drivers.values()];
    const isBusy = (id: string) => (onRide.has(id) ? ON_A_RIDE : FREE);
    return {
      ids: [...this.drivers.keys()],
      lat: seen.map(({ lat }) => lat),
      lng: seen.map(({ lng }) => lng),
      state: [...this.drivers].map(([id, { atMs }]) => (atMs < silentBefore ? SILENT : isBusy(id))),
    };
  }
}
